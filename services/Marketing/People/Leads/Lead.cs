using Funnel.Contracts.Marketing;
using Funnel.Marketing.Origins;
using Funnel.Messaging;
using Funnel.ServiceDefaults;
using Funnel.Values;

namespace Funnel.Marketing.Leads;

/// <summary>A person whom we can name, with contact details and origin. The lifecycle is in LeadLifecycle.cs.</summary>
internal sealed partial class Lead : Subject
{
    private Lead()
    {
    }

    public string? Email { get; private set; }

    public string? ExternalId { get; private set; }

    public string? Phone { get; private set; }

    public string? FullName { get; private set; }

    public string? Company { get; private set; }

    public string? JobTitle { get; private set; }

    public string? Country { get; private set; }

    /// <summary>The number of employees of the company.</summary>
    public int? CompanySize { get; private set; }

    /// <summary>The channel of the first touch. It is copied at capture and never overwritten, like the next three fields.</summary>
    public string? Channel { get; private init; }

    /// <summary>The identity key of the channel, by which the list is filtered.</summary>
    public string? ChannelKey { get; private init; }

    public Utm First { get; private init; } = Utm.None;

    public string? LandingPage { get; private init; }

    public string? Referrer { get; private init; }

    /// <summary>When the person became known. For imported people this is long before the row was written.</summary>
    public DateTimeOffset CapturedAt { get; private init; }

    public static Lead Capture(ContactDetails details, Origin origin, DateTimeOffset capturedAt, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        Email = details.Email,
        ExternalId = details.ExternalId,
        Phone = details.Phone,
        FullName = details.FullName,
        Company = details.Company,
        JobTitle = details.JobTitle,
        Country = details.Country,
        CompanySize = details.CompanySize,
        Channel = origin.Channel,
        ChannelKey = TextKey.IdentityOrNull(origin.Channel),
        First = origin.Utm,
        LandingPage = origin.LandingPage,
        Referrer = origin.Referrer,
        CapturedAt = capturedAt,
    };

    public ContactCaptured Captured() => new(
        Id, ExternalId, Email, FullName, Company, Country, Channel, First.Source, First.Medium, First.Campaign, LandingPage);

    /// <summary>
    /// Fills blank fields. A known identity is never replaced: another email is another person until the two are merged.
    /// </summary>
    public Result<Identification> Identify(ContactDetails details)
    {
        if (Differ(Email, details.Email))
        {
            return LeadRefusals.IdentityConflict
                .Because($"Lead {Id} has the external id '{ExternalId}' and another email than '{details.Email}'.");
        }

        if (Differ(ExternalId, details.ExternalId))
        {
            return LeadRefusals.IdentityConflict
                .Because($"Lead {Id} has the email '{Email}' and another external id than '{details.ExternalId}'.");
        }

        var before = CountKnown();
        Email ??= details.Email;
        ExternalId ??= details.ExternalId;
        Phone ??= details.Phone;
        FullName ??= details.FullName;
        Company ??= details.Company;
        JobTitle ??= details.JobTitle;
        Country ??= details.Country;
        CompanySize ??= details.CompanySize;
        return new Identification(before == CountKnown()
            ? null
            : new ContactIdentified(Id, ExternalId, Email, Phone, FullName, Company, JobTitle, Country));

        static bool Differ(string? known, string? given) => known is not null && given is not null && known != given;
        int CountKnown() =>
            new object?[] { Email, ExternalId, Phone, FullName, Company, JobTitle, Country, CompanySize }.Count(field => field is not null);
    }
}

/// <param name="Fact">Null if the lead had no blank field to fill.</param>
internal readonly record struct Identification(ContactIdentified? Fact);
