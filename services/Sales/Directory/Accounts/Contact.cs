using Funnel.Messaging;
using Funnel.Sales.CustomFields;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Accounts;

/// <summary>A person whom we talk to, at any number of accounts. One an e-mail address, and one a phone number.</summary>
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

    /// <summary>Lower case; unique.</summary>
    public string? Email { get; private set; }

    /// <summary>E.164 where it could be read.</summary>
    public string? Phone { get; private set; }

    /// <summary>E.164, unique: the number by which this person is found. Of several who share a line it is the first one's.</summary>
    public string? PhoneKey { get; private set; }

    public string? JobTitle { get; private set; }

    /// <summary>Custom fields by their codes, a JSON object.</summary>
    public string Fields { get; private set; } = FieldValues.None;

    public DateTimeOffset CreatedAt { get; private init; }

    public Guid? MergedIntoId { get; private set; }

    /// <summary>Rises with each change.</summary>
    public int Version { get; private set; }

    public static Contact Add(ContactDetails details, DateTimeOffset now)
    {
        var contact = new Contact { Id = Guid.CreateVersion7(now), CreatedAt = now.ToMicroseconds() };
        contact.Take(details);
        return contact;
    }

    public ContactDetails Details => new(FullName, Email, Phone, PhoneKey, JobTitle, Fields);

    /// <summary>Takes all of what may be changed; what is absent is erased.</summary>
    public void Become(ContactDetails details)
    {
        Take(details);
        Version++;
    }

    public void GoInto(Guid winnerId) => (MergedIntoId, Version) = (winnerId, Version + 1);

    public void ComeBack() => (MergedIntoId, Version) = (null, Version + 1);

    /// <summary>Fills in what was not known.</summary>
    public void Learn(ContactDetails details)
    {
        var learnt = Details.FilledFrom(details);
        if (learnt != Details)
        {
            Become(learnt);
        }
    }

    public static string NormaliseEmail(string email) => email.Trim().ToLowerInvariant();

    private void Take(ContactDetails details) =>
        (FullName, Email, Phone, PhoneKey, JobTitle, Fields) = (details.FullName, details.Email, details.Phone, details.PhoneKey, details.JobTitle, details.Fields);
}

/// <summary>What people say of a contact.</summary>
/// <param name="Email">Normalised.</param>
/// <param name="PhoneKey">E.164, where the number is to identify the person.</param>
/// <param name="Fields">Custom fields by their codes, a JSON object.</param>
internal sealed record ContactDetails(
    string FullName, string? Email, string? Phone, string? PhoneKey, string? JobTitle, string Fields = FieldValues.None) : IMergedDetails<ContactDetails>
{
    public static ContactDetails Of(string fullName, string? email, PhoneNumber? phone, string? jobTitle = null) =>
        new(fullName.Trim(), email is null ? null : Contact.NormaliseEmail(email), phone?.Shown, phone?.Key, jobTitle);

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
