using System.ComponentModel.DataAnnotations;
using Funnel.Marketing.Leads;
using Funnel.Messaging;
using Funnel.Values;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Marketing.Touches;

/// <summary>One touch and its lead. The request needs exactly one of `leadId`, `externalLeadId` and `email`.</summary>
public sealed record RecordTouchRequest : TouchDetails
{
    /// <summary>The id of the lead.</summary>
    public Guid? LeadId { get; init; }

    /// <summary>The id of the lead in the system from which it was imported.</summary>
    [StringLength(ContactDetails.LongestExternalId)]
    public string? ExternalLeadId { get; init; }

    /// <summary>The email address of the lead.</summary>
    [StringLength(EmailAddress.Longest)]
    public string? Email { get; init; }
}

/// <param name="Id">The id of the touch.</param>
/// <param name="Channel">The channel, as given or as derived. Absent if it is unknown.</param>
/// <param name="IsNew">False if a touch with this id was recorded before: nothing was written.</param>
public sealed record RecordTouchResponse(Guid Id, Guid LeadId, string? Channel, bool IsNew);

/// <summary>Records one touch, as a batch of one.</summary>
internal static class RecordTouch
{
    public static async Task<Results<Created<RecordTouchResponse>, Ok<RecordTouchResponse>, ProblemHttpResult>> Handle(
        RecordTouchRequest request, RequestSql sql, BulkInsert insert, Outbox outbox, TimeProvider clock, CancellationToken cancellation)
    {
        var recorded = (await RecordTouches.Record([request], sql, insert, outbox, clock.GetUtcNow(), cancellation))[0];
        if (recorded.IsRefused(out var refusal, out var outcome))
        {
            return refusal.ToProblem();
        }

        var touch = outcome.Touch;
        var response = new RecordTouchResponse(touch.Id, touch.LeadId, touch.Channel, outcome.IsNew);
        return outcome.IsNew ? TypedResults.Created($"/api/marketing/v1/touches/{touch.Id}", response) : TypedResults.Ok(response);
    }
}
