using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Funnel.Marketing.Consents;
using Funnel.Marketing.Leads;
using Funnel.Marketing.Origins;
using Funnel.Marketing.Touches;
using Funnel.Messaging;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Marketing.Capture;

/// <summary>
/// A person who became known, with the origin, the touches and the consents of the person. The request needs at least one of
/// `email`, `externalId` and `phone`.
/// </summary>
public sealed record CaptureLeadRequest : ContactFields
{
    public const int MostTouches = 100;
    public const int MostConsents = 20;

    /// <summary>The channel of the first touch, kept as given. Defaults to the channel that the other fields show.</summary>
    [StringLength(Channels.LongestName)]
    public string? Channel { get; init; }

    /// <summary>The campaign parameters of the link that first led the person here.</summary>
    public Utm? Utm { get; init; }

    /// <summary>The click id of the advertising network.</summary>
    [StringLength(TouchDetails.LongestClickId)]
    public string? ClickId { get; init; }

    /// <summary>The page from which the person came.</summary>
    [StringLength(Origin.LongestUrl)]
    public string? Referrer { get; init; }

    /// <summary>The page on which the person first arrived, or the id of that page.</summary>
    [StringLength(Origin.LongestUrl)]
    public string? LandingPage { get; init; }

    /// <summary>When the person became known, for history. Defaults to the current time.</summary>
    public DateTimeOffset? OccurredAt { get; init; }

    /// <summary>The touches of the person. A touch without an origin of its own takes the origin of the person.</summary>
    [MaxLength(MostTouches), NoNulls]
    public IReadOnlyList<LeadTouch>? Touches { get; init; }

    /// <summary>The consents that the person gave.</summary>
    [MaxLength(MostConsents), NoNulls]
    public IReadOnlyList<ConsentDetails>? Consents { get; init; }
}

/// <summary>A touch of the captured person.</summary>
public sealed record LeadTouch : TouchDetails;

/// <param name="Id">The id of the lead. It never changes.</param>
/// <param name="IsNew">False if the person was known already: blank fields were filled and touches were added.</param>
/// <param name="TouchIds">The ids of the touches, in the order of the request.</param>
public sealed record CaptureLeadResponse(Guid Id, bool IsNew, LeadStage Stage, int Cycle, string? Channel, IReadOnlyList<Guid> TouchIds);

/// <summary>Captures a person, or adds data to a known person.</summary>
internal static class CaptureLead
{
    public static async Task<Results<Created<CaptureLeadResponse>, Ok<CaptureLeadResponse>, ProblemHttpResult>> Handle(
        CaptureLeadRequest request, ClaimsPrincipal caller, CaptureBatches batches, RequestSql sql, Lazy<MarketingDb> db,
        CancellationToken cancellation)
    {
        var actor = Actor.Of(caller);
        // A request with a transaction of its own cannot share another one. Only such a request needs its own context.
        var shared = sql.AreInTransaction ? null : await batches.Share(request, actor).WaitAsync(cancellation);
        var result = shared ?? await batches.Alone(request, actor, db.Value, cancellation);
        if (result.IsRefused(out var refusal, out var captured))
        {
            return refusal.ToProblem();
        }

        var lead = captured.Lead;
        var response = new CaptureLeadResponse(lead.Id, captured.IsNew, lead.Stage, lead.Cycle, lead.Channel, captured.TouchIds);
        return captured.IsNew ? TypedResults.Created($"/api/marketing/v1/leads/{lead.Id}", response) : TypedResults.Ok(response);
    }
}
