using Funnel.Contracts.Marketing;
using Funnel.Marketing.Scoring;
using Funnel.Marketing.Touches;
using Funnel.Messaging;
using Funnel.ServiceDefaults;

namespace Funnel.Marketing.Leads;

/// <summary>A person whom we can name: who they are and how they first came. Their way through the lifecycle is in LeadLifecycle.cs.</summary>
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

    /// <summary>Employees.</summary>
    public int? CompanySize { get; private set; }

    /// <summary>Channel of the first touch, copied at capture and never overwritten; so are the four below.</summary>
    public string? Channel { get; private init; }

    public Utm First { get; private init; } = Utm.None;

    public string? LandingPage { get; private init; }

    public string? Referrer { get; private init; }

    /// <summary>When the person became known, which for people moved in is long before the row was written.</summary>
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
        First = origin.Utm,
        LandingPage = origin.LandingPage,
        Referrer = origin.Referrer,
        CapturedAt = capturedAt,
    };

    public ContactCaptured Captured() => new(
        Id, ExternalId, Email, FullName, Company, Country, Channel, First.Source, First.Medium, First.Campaign, LandingPage);

    /// <summary>Fills what was blank. A known identity is never replaced: another address is another person until somebody merges them.</summary>
    /// <returns>Null where nothing is new.</returns>
    public Result<ContactIdentified>? Identify(ContactDetails details)
    {
        if (Differ(Email, details.Email) || Differ(ExternalId, details.ExternalId))
        {
            return LeadRefusals.IdentityConflict.Because("The lead that one of them names has another one of the other.");
        }

        var before = Known();
        Email ??= details.Email;
        ExternalId ??= details.ExternalId;
        Phone ??= details.Phone;
        FullName ??= details.FullName;
        Company ??= details.Company;
        JobTitle ??= details.JobTitle;
        Country ??= details.Country;
        CompanySize ??= details.CompanySize;
        if (before == Known())
        {
            return null;
        }

        return new ContactIdentified(Id, ExternalId, Email, Phone, FullName, Company, JobTitle, Country);

        static bool Differ(string? known, string? given) => known is not null && given is not null && known != given;
        int Known() => new object?[] { Email, ExternalId, Phone, FullName, Company, JobTitle, Country, CompanySize }.Count(field => field is not null);
    }

    /// <summary>What the fit rules look at.</summary>
    public LeadFacts Facts() => new(Country, JobTitle, CompanySize, Company, EmailAddress.Domain(Email), Phone, Channel, First.Source, First.Campaign);
}

/// <summary>How a person first came.</summary>
internal sealed record Origin(string? Channel, Utm Utm, string? LandingPage, string? Referrer);
