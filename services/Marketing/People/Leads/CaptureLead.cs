using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Funnel.Idempotency;
using Funnel.Marketing.Touches;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Marketing.Leads;

/// <summary>A person who became known, with how they came and what they agreed to. At least one of email, externalId and phone names them.</summary>
public sealed record CaptureLeadRequest
{
    public const int MostTouches = 100;
    public const int MostConsents = 20;

    /// <summary>Unique, whatever its spelling in capitals and spaces.</summary>
    [StringLength(EmailAddress.Longest)]
    public string? Email { get; init; }

    /// <summary>Identifies only where it is all that is known: it may be a whole office's.</summary>
    [StringLength(ContactDetails.LongestPhone)]
    public string? Phone { get; init; }

    /// <summary>Their id in the system that they are moved in from. Unique.</summary>
    [StringLength(ContactDetails.LongestExternalId)]
    public string? ExternalId { get; init; }

    [StringLength(ContactDetails.LongestText)]
    public string? FullName { get; init; }

    [StringLength(ContactDetails.LongestText)]
    public string? Company { get; init; }

    [StringLength(ContactDetails.LongestText)]
    public string? JobTitle { get; init; }

    /// <summary>ISO 3166, two letters.</summary>
    [RegularExpression("^([A-Za-z]{2})?$")]
    public string? Country { get; init; }

    /// <summary>Employees.</summary>
    [Range(1, ContactDetails.MostEmployees)]
    public int? CompanySize { get; init; }

    /// <summary>Channel of the first touch, kept as given; without it, derived from the rest.</summary>
    [StringLength(Channels.LongestName)]
    public string? Channel { get; init; }

    /// <summary>Campaign parameters of the link that first led here.</summary>
    public Utm? Utm { get; init; }

    /// <summary>The advertising network's id of the click.</summary>
    [StringLength(TouchDetails.LongestClickId)]
    public string? ClickId { get; init; }

    /// <summary>The page they came from.</summary>
    [StringLength(TouchDetails.LongestUrl)]
    public string? Referrer { get; init; }

    /// <summary>The page, or the page's id, on which they first arrived.</summary>
    [StringLength(TouchDetails.LongestUrl)]
    public string? LandingPage { get; init; }

    /// <summary>When they became known, for history; without it, now.</summary>
    public DateTimeOffset? OccurredAt { get; init; }

    /// <summary>What they did. A touch that says nothing of how they came is taken to have come as the person did.</summary>
    [MaxLength(MostTouches), NoNulls]
    public IReadOnlyList<LeadTouch>? Touches { get; init; }

    /// <summary>What they agreed to.</summary>
    [MaxLength(MostConsents), NoNulls]
    public IReadOnlyList<ConsentDetails>? Consents { get; init; }
}

/// <summary>A touch of the person who is captured.</summary>
public sealed record LeadTouch : TouchDetails;

/// <param name="Id">The lead, for ever.</param>
/// <param name="IsNew">False where the person was known already: blanks were filled and touches added.</param>
/// <param name="TouchIds">The request's touches, in its order.</param>
public sealed record CaptureLeadResponse(Guid Id, bool IsNew, LeadStage Stage, int Cycle, string? Channel, IReadOnlyList<Guid> TouchIds);

/// <summary>CaptureBatches a person, or learns more of one who is known.</summary>
internal static class CaptureLead
{
    public static async Task<Results<Created<CaptureLeadResponse>, Ok<CaptureLeadResponse>, ProblemHttpResult>> Handle(
        CaptureLeadRequest request, ClaimsPrincipal caller, CaptureBatches captures, HttpContext http, CancellationToken cancellation)
    {
        var actor = Actor.Of(caller);
        // A database of its own is made only for whom it is used.
        var shared = http.IsKeyed() ? null : await captures.Share(request, actor).WaitAsync(cancellation);
        var decision = shared ?? await captures.Alone(request, actor, http.RequestServices.GetRequiredService<MarketingDb>(), cancellation);
        if (decision.IsRefused(out var refusal, out var captured))
        {
            return refusal.ToProblem();
        }

        var lead = captured.Lead;
        var response = new CaptureLeadResponse(lead.Id, captured.IsNew, lead.Stage, lead.Cycle, lead.Channel, captured.TouchIds);
        return captured.IsNew ? TypedResults.Created($"/api/marketing/v1/leads/{lead.Id}", response) : TypedResults.Ok(response);
    }
}
