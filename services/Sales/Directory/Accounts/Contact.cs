using Funnel.Messaging;
using Funnel.Sales.CustomFields;
using Funnel.ServiceDefaults;
using Funnel.Values;

namespace Funnel.Sales.Accounts;

/// <summary>A person at any number of accounts. Email and the identifying phone number are unique.</summary>
internal sealed class Contact : IVersioned, IMergeable<ContactDetails>
{
    public const int FullNameLength = 200;
    public const int EmailLength = 254;
    public const int PhoneLength = 50;
    public const int JobTitleLength = 200;

    private Contact()
    {
    }

    public Guid Id { get; private init; }

    public string FullName { get; private set; } = "";

    /// <summary>The identity key of the name.</summary>
    [IsRecord]
    public string NameKey { get; private set; } = "";

    /// <summary>In the spelling of <see cref="EmailAddress"/>. Unique.</summary>
    public string? Email { get; private set; }

    /// <summary>E.164 if the number could be read, else as written.</summary>
    public string? Phone { get; private set; }

    /// <summary>
    /// E.164, unique: the number that identifies this person. If several people share a number, it identifies the first one.
    /// </summary>
    public string? PhoneKey { get; private set; }

    public string? JobTitle { get; private set; }

    /// <summary>The custom fields by code, a JSON object.</summary>
    public string Fields { get; private set; } = FieldValues.None;

    /// <summary>What the search reads. It follows the other fields.</summary>
    [IsRecord]
    public string SearchText
    {
        get => Values.SearchText.Of([FullName, Email, Phone, JobTitle, .. FieldValues.Texts(Fields)]);
        private set { }
    }

    public DateTimeOffset CreatedAt { get; private init; }

    public Guid? MergedIntoId { get; private set; }

    /// <summary>Rises by one with each change.</summary>
    public int Version { get; private set; }

    public static Contact Add(ContactDetails details, DateTimeOffset now)
    {
        var contact = new Contact { Id = Guid.CreateVersion7(now), CreatedAt = now.ToMicroseconds() };
        contact.Take(details);
        return contact;
    }

    public ContactDetails Details => new(FullName, Email, Phone, PhoneKey, JobTitle, Fields);

    /// <summary>Replaces all details. An absent detail is erased.</summary>
    public void Become(ContactDetails details)
    {
        Take(details);
        Version++;
    }

    public void MergeInto(Guid winnerId) => (MergedIntoId, Version) = (winnerId, Version + 1);

    public void UndoMerge() => (MergedIntoId, Version) = (null, Version + 1);

    /// <summary>Fills empty details.</summary>
    public void Learn(ContactDetails details)
    {
        var learnt = Details.FilledFrom(details);
        if (learnt != Details)
        {
            Become(learnt);
        }
    }

    /// <summary>An address from elsewhere that is not valid is kept as its identity key.</summary>
    public static string? NormaliseEmail(string? email) => EmailAddress.Normalise(email) ?? TextKey.IdentityOrNull(email);

    private void Take(ContactDetails details) =>
        (FullName, NameKey, Email, Phone, PhoneKey, JobTitle, Fields) =
            (details.FullName, TextKey.Identity(details.FullName), details.Email, details.Phone, details.PhoneKey,
                details.JobTitle, details.Fields);
}

/// <summary>The details of a contact that users can change.</summary>
/// <param name="Email">Normalised.</param>
/// <param name="PhoneKey">E.164, if the number identifies the person.</param>
/// <param name="Fields">The custom fields by code, a JSON object.</param>
internal sealed record ContactDetails(
    string FullName, string? Email, string? Phone, string? PhoneKey, string? JobTitle, string Fields = FieldValues.None)
    : IMergedDetails<ContactDetails>
{
    public static ContactDetails Of(string fullName, string? email, PhoneNumber? phone, string? jobTitle = null) =>
        new(TextKey.Show(fullName), Contact.NormaliseEmail(email), phone?.Shown, phone?.Key, jobTitle);

    public ContactDetails FilledFrom(ContactDetails other) => this with
    {
        Email = Email ?? other.Email,
        Phone = Phone ?? other.Phone,
        PhoneKey = Phone is null ? other.PhoneKey : PhoneKey,
        JobTitle = JobTitle ?? other.JobTitle,
        Fields = FieldValues.Fill(Fields, other.Fields),
    };

    public ContactDetails WithoutMerge(ContactDetails before, ContactDetails after, ContactDetails loser)
    {
        var keepsPhone = Phone != after.Phone && (PhoneKey is null || PhoneKey != loser.PhoneKey);
        return new(FullName,
            Email == after.Email || Email == loser.Email ? before.Email : Email,
            keepsPhone ? Phone : before.Phone,
            keepsPhone ? PhoneKey : before.PhoneKey,
            JobTitle == after.JobTitle ? before.JobTitle : JobTitle,
            FieldValues.Undo(Fields, before.Fields, after.Fields));
    }
}
