using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Funnel.Sales.Team;
using Funnel.Sales.Visibility;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Handoffs;

/// <summary>A handoff in the inbox.</summary>
/// <param name="Score">The lead's score when it qualified.</param>
/// <param name="SlaDueAt">Time by which a person must reach out to the lead.</param>
/// <param name="IsOverdue">Whether the handoff is still pending after <c>slaDueAt</c>.</param>
/// <param name="RepresentativeId">The representative who has the handoff. Absent while it waits in the queue.</param>
/// <param name="OpportunityId">The opportunity that the handoff was converted to. Absent if the caller does not see it.</param>
public sealed record HandoffSummary(
    Guid Id, Guid LeadId, string? ExternalLeadId, int Cycle, HandoffStatus Status, string? LeadName, string? Company, decimal Score,
    DateTimeOffset HandedOffAt, DateTimeOffset SlaDueAt, bool IsOverdue, Guid? RepresentativeId, string? Representative,
    string? DecidedBy, DateTimeOffset? DecidedAt, string? Reason, Guid? OpportunityId);

internal static class ListHandoffs
{
    private const string AnyStatus = "^(pending|accepted|converted|rejected|recycled)$";

    public static async Task<Results<Ok<Page<HandoffSummary>>, ProblemHttpResult>> Handle(
        SalesDb db, TimeProvider clock, CancellationToken cancellation,
        [Description("`accepted` leaves out converted handoffs."), MinLength(1), RegularExpression(AnyStatus)] string? status = null,
        Guid? representativeId = null,
        [Description(RelativeOwner.Description), MinLength(1), RegularExpression(RelativeOwner.Pattern)] string? owner = null,
        Guid? leadId = null,
        [Description("Whether the handoff is pending after its SLA due time.")] bool? overdue = null,
        [Description("Whether the handoff waits in the queue for a representative.")] bool? queued = null,
        [Description("The id of the lead in another system."), MinLength(1), MaxLength(200), RegularExpression(@"^[^\x00]*$")]
        string? externalLeadId = null,
        [Description(UpdatedAt.Description)] DateTimeOffset? updatedSince = null,
        Guid? after = null,
        [Range(1, Page<HandoffSummary>.LargestLimit)] int limit = Page<HandoffSummary>.DefaultLimit)
    {
        if ((await RelativeOwner.Read(db, owner, team: null, cancellation)).IsRefused(out var refusal, out var owners))
        {
            return refusal.ToProblem();
        }

        var now = clock.GetUtcNow();
        var handoffs = db.Handoffs.AsNoTracking().Seen(db).OwnedBy(owners);

        // A caller who sees the handoff is told that it is converted. Only a caller who sees the opportunity gets its id.
        var converted = db.OpportunityOutlines.IgnoringOwnership().Where(opportunity => opportunity.HandoffId != null)
            .Select(opportunity => opportunity.HandoffId);
        var seen = db.SeenOpportunityOutlines;
        handoffs = status switch
        {
            null => handoffs,
            "converted" => handoffs.Where(handoff => handoff.Status == HandoffStatus.Accepted && converted.Contains(handoff.Id)),
            "accepted" => handoffs.Where(handoff => handoff.Status == HandoffStatus.Accepted && !converted.Contains(handoff.Id)),
            _ => handoffs.Where(handoff => handoff.Status == Enum.Parse<HandoffStatus>(status, true)),
        };
        handoffs = representativeId is null ? handoffs : handoffs.Where(handoff => handoff.RepresentativeId == representativeId);
        handoffs = leadId is null ? handoffs : handoffs.Where(handoff => handoff.LeadId == leadId);
        handoffs = overdue is null
            ? handoffs
            : handoffs.Where(handoff => (handoff.Status == HandoffStatus.Pending && handoff.SlaDueAt < now) == overdue);
        handoffs = queued is null
            ? handoffs
            : handoffs.Where(handoff => (handoff.Status == HandoffStatus.Pending && handoff.RepresentativeId == null) == queued);
        handoffs = externalLeadId is null ? handoffs : handoffs.Where(handoff => handoff.ExternalLeadId == externalLeadId);
        handoffs = handoffs.UpdatedSince(updatedSince);
        handoffs = after is null ? handoffs : handoffs.Where(handoff => handoff.Id < after);

        var items = await handoffs.OrderByDescending(handoff => handoff.Id).Take(limit + 1)
            .Select(handoff => new
            {
                handoff,
                Representative = db.Representatives.Where(person => person.Id == handoff.RepresentativeId)
                    .Select(person => person.Name).FirstOrDefault(),
                IsConverted = converted.Contains(handoff.Id),
                OpportunityId = seen.Where(opportunity => opportunity.HandoffId == handoff.Id)
                    .Select(opportunity => (Guid?)opportunity.Id).FirstOrDefault(),
            })
            .Select(row => new HandoffSummary(
                row.handoff.Id, row.handoff.LeadId, row.handoff.ExternalLeadId, row.handoff.Cycle,
                row.handoff.Status == HandoffStatus.Accepted && row.IsConverted ? HandoffStatus.Converted : row.handoff.Status,
                row.handoff.LeadName, row.handoff.Company, row.handoff.Score, row.handoff.HandedOffAt, row.handoff.SlaDueAt,
                row.handoff.Status == HandoffStatus.Pending && row.handoff.SlaDueAt < now,
                row.handoff.RepresentativeId, row.Representative,
                row.handoff.DecidedBy, row.handoff.DecidedAt, row.handoff.Reason, row.OpportunityId))
            .ToListAsync(cancellation);
        return TypedResults.Ok(Page.Of(items, limit, item => item.Id));
    }
}
