using Funnel.Messaging;
using Funnel.Sales.CustomFields;
using Funnel.Sales.Visibility;
using Funnel.ServiceDefaults;
using Funnel.Values;

namespace Funnel.Sales.Accounts;

/// <summary>An organisation that buys or may buy. Domain and normalised name are unique.</summary>
internal sealed class Account : IOwned, IVersioned, IMergeable<AccountDetails>
{
    public const int NameLength = 200;
    public const int DomainLength = 253;
    public const int IndustryLength = 100;
    public const int MostEmployees = 10_000_000;

    private Account()
    {
    }

    public Guid Id { get; private init; }

    public string Name { get; private set; } = "";

    /// <summary>The name in the form in which names are compared; unique.</summary>
    public string NormalisedName { get; private set; } = "";

    /// <summary>In the spelling of <see cref="DomainName"/>, such as <c>acme.com</c>. Unique.</summary>
    public string? Domain { get; private set; }

    public string? Industry { get; private set; }

    /// <summary>ISO 3166, two upper-case letters. Phone numbers of contacts at the account are read as numbers of this country.</summary>
    public string? Country { get; private set; }

    public int? Employees { get; private set; }

    public Guid? OwnerId { get; private set; }

    /// <summary>The custom fields by code, a JSON object.</summary>
    public string Fields { get; private set; } = FieldValues.None;

    /// <summary>What the search reads. It follows the other fields.</summary>
    [IsRecord]
    public string SearchText
    {
        get => Values.SearchText.Of(
            [Name, Domain, Domain is null ? null : DomainName.Show(Domain), Industry, .. FieldValues.Texts(Fields)]);
        private set { }
    }

    public DateTimeOffset CreatedAt { get; private init; }

    public Guid? MergedIntoId { get; private set; }

    /// <summary>Rises by one with each change.</summary>
    public int Version { get; private set; }

    public static Account Open(string name, string? domain, Guid? ownerId, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        Name = TextKey.Show(name),
        NormalisedName = NormaliseName(name),
        Domain = domain,
        OwnerId = ownerId,
        CreatedAt = now.ToMicroseconds(),
    };

    public void LearnDomain(string domain)
    {
        if (Domain is null)
        {
            (Domain, Version) = (domain, Version + 1);
        }
    }

    /// <summary>Takes over the country and the number of employees that a lead knows. Known details stay.</summary>
    /// <param name="country">As written by the lead. Only the code of a country is taken.</param>
    public void Learn(string? country, int? employees)
    {
        var code = country?.Trim().ToUpperInvariant();
        var (countryAfter, employeesAfter) = (
            Country ?? (code is not null && PhoneNumber.IsCountry(code) ? code : null),
            Employees ?? (employees is >= 0 and <= MostEmployees ? employees : null));
        if ((countryAfter, employeesAfter) != (Country, Employees))
        {
            (Country, Employees, Version) = (countryAfter, employeesAfter, Version + 1);
        }
    }

    /// <summary>Replaces all details. An absent detail is erased.</summary>
    public void Become(AccountDetails details)
    {
        Name = TextKey.Show(details.Name);
        NormalisedName = NormaliseName(details.Name);
        Domain = details.Domain;
        Industry = details.Industry;
        Country = details.Country;
        Employees = details.Employees;
        OwnerId = details.OwnerId;
        Fields = details.Fields;
        Version++;
    }

    public void MergeInto(Guid winnerId) => (MergedIntoId, Version) = (winnerId, Version + 1);

    public void UndoMerge() => (MergedIntoId, Version) = (null, Version + 1);

    public AccountDetails Details => new(Name, Domain, Industry, Country, Employees, OwnerId, Fields);

    /// <summary>The identity key without punctuation: "ACME, Inc." becomes "acme inc".</summary>
    public static string NormaliseName(string name)
    {
        var key = TextKey.Identity(name);
        var letters = string.Concat(key.Select(character => char.IsPunctuation(character) ? ' ' : character));
        var words = string.Join(' ', letters.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return words.Length > 0 ? words : key;
    }
}

/// <summary>The details of an account that users can change.</summary>
/// <param name="Fields">The custom fields by code, a JSON object.</param>
internal sealed record AccountDetails(
    string Name, string? Domain, string? Industry, string? Country, int? Employees, Guid? OwnerId, string Fields = FieldValues.None)
    : IMergedDetails<AccountDetails>
{
    public AccountDetails FilledFrom(AccountDetails other) => this with
    {
        Domain = Domain ?? other.Domain,
        Industry = Industry ?? other.Industry,
        Country = Country ?? other.Country,
        Employees = Employees ?? other.Employees,
        OwnerId = OwnerId ?? other.OwnerId,
        Fields = FieldValues.Fill(Fields, other.Fields),
    };

    public AccountDetails WithoutMerge(AccountDetails before, AccountDetails after, AccountDetails loser) => new(
        Account.NormaliseName(Name) == Account.NormaliseName(loser.Name) ? before.Name : Name,
        Domain == after.Domain || Domain == loser.Domain ? before.Domain : Domain,
        Industry == after.Industry ? before.Industry : Industry,
        Country == after.Country ? before.Country : Country,
        Employees == after.Employees ? before.Employees : Employees,
        OwnerId == after.OwnerId ? before.OwnerId : OwnerId,
        FieldValues.Undo(Fields, before.Fields, after.Fields));
}
