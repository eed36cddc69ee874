namespace Funnel.Sales.Accounts;

/// <summary>An organisation that buys, or may. One a domain, and one a normalised name.</summary>
internal sealed class Account
{
    public const int NameLength = 200;
    public const int DomainLength = 253;

    private Account()
    {
    }

    public Guid Id { get; private init; }

    public string Name { get; private set; } = "";

    /// <summary>The name as it is compared; unique.</summary>
    public string NormalisedName { get; private set; } = "";

    /// <summary>Such as <c>acme.com</c>; unique.</summary>
    public string? Domain { get; private set; }

    public int? Employees { get; private set; }

    public Guid? OwnerId { get; private set; }

    public DateTimeOffset CreatedAt { get; private init; }

    public static Account Open(string name, string? domain, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        Name = name.Trim(),
        NormalisedName = NormaliseName(name),
        Domain = domain is null ? null : NormaliseDomain(domain),
        CreatedAt = now,
    };

    public void LearnDomain(string domain) => Domain ??= NormaliseDomain(domain);

    /// <summary>Lower case, letters and digits only, single spaces: "ACME, Inc." is "acme inc".</summary>
    public static string NormaliseName(string name)
    {
        var letters = string.Concat(name.Select(character => char.IsPunctuation(character) ? ' ' : char.ToLowerInvariant(character)));
        var words = string.Join(' ', letters.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return words.Length > 0 ? words : name.Trim();
    }

    public static string NormaliseDomain(string domain)
    {
        var lower = domain.Trim().ToLowerInvariant();
        return lower.StartsWith("www.", StringComparison.Ordinal) ? lower[4..] : lower;
    }
}
