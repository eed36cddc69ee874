using System.Text.Json;
using Funnel.Sales.CustomFields;
using Funnel.Sales.Products;
using Funnel.Sales.Visibility;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Pipeline;

/// <summary>An opportunity with its histories.</summary>
/// <param name="Probability">The probability of the stage, 0 to 1.</param>
/// <param name="CreatedAt">When the opportunity began.</param>
/// <param name="RecordedAt">When Funnel recorded the opportunity. Later than <c>createdAt</c> for imported history.</param>
/// <param name="Reason">Why the opportunity was won or lost: a code from the managed list of reasons.</param>
/// <param name="StageHistory">The stages in the order in which they were recorded.</param>
/// <param name="AmountHistory">The amounts in the order in which they were recorded.</param>
/// <param name="ForecastCategory">The owner's own forecast category if there is one, else the stage's.</param>
/// <param name="ForecastOverride">The owner's own forecast category. Absent if the stage's applies.</param>
/// <param name="StageEnteredAt">When the opportunity entered its current stage.</param>
/// <param name="StalledAt">Since when the opportunity is stalled, that is, too long in its stage. Absent if it is not.</param>
/// <param name="Competitors">The competitors for this opportunity: codes from the managed list.</param>
/// <param name="Fields">Values of custom fields by their codes.</param>
/// <param name="LostTo">The competitor that won the deal. Absent if it is unknown or the opportunity is not lost.</param>
/// <param name="Totals">The totals by billing. Absent if the opportunity has one amount and no lines.</param>
/// <param name="CloseDateHistory">The expected close dates in the order in which they were recorded.</param>
public sealed record OpportunityResponse(
    Guid Id, string? ExternalId, string Name, OpportunityStatus Status, string Pipeline, string Stage, decimal Probability,
    [property: Amount] decimal Amount, string Currency, DateOnly ExpectedCloseDate, Guid AccountId, Guid? ContactId, Guid? LeadId,
        Guid? HandoffId, Guid? OwnerId,
    DateTimeOffset CreatedAt, DateTimeOffset RecordedAt, DateTimeOffset? ClosedAt, string? Reason,
    IReadOnlyList<StageHistoryEntry> StageHistory, [property: Amount] IReadOnlyList<AmountHistoryEntry> AmountHistory,
    ForecastCategory ForecastCategory, ForecastCategory? ForecastOverride, DateTimeOffset StageEnteredAt,
    IReadOnlyList<CloseDateHistoryEntry> CloseDateHistory, DateTimeOffset? StalledAt, IReadOnlyList<string> Competitors, string? LostTo,
    IReadOnlyDictionary<string, JsonElement> Fields, [property: Amount] BillingTotals? Totals) : IOwned;

/// <param name="FromStage">Absent for the first entry.</param>
public sealed record StageHistoryEntry(string? FromStage, string ToStage, decimal Probability, DateTimeOffset At);

/// <param name="FromAmount">Absent for the first entry.</param>
public sealed record AmountHistoryEntry(decimal? FromAmount, decimal ToAmount, DateTimeOffset At);

/// <param name="FromDate">Absent for the first entry.</param>
public sealed record CloseDateHistoryEntry(DateOnly? FromDate, DateOnly ToDate, DateTimeOffset At);

internal static class GetOpportunity
{
    public static async Task<Results<Ok<OpportunityResponse>, ProblemHttpResult>> Handle(Guid id, SalesDb db,
        CancellationToken cancellation)
    {
        var found = await db.Opportunities.Include(opportunity => opportunity.StageHistory)
            .Include(opportunity => opportunity.AmountHistory)
            .Include(opportunity => opportunity.CloseDateHistory).AsSplitQuery()
            .SingleOrDefaultAsync(opportunity => opportunity.Id == id, cancellation);
        if (found is null)
        {
            return PipelineRefusals.NotFound.ToProblem();
        }

        var competitors = await db.OpportunityCompetitors.Where(link => link.OpportunityId == id).OrderBy(link => link.Competitor)
            .Select(link => link.Competitor).ToListAsync(cancellation);
        return TypedResults.Ok(new OpportunityResponse(
            found.Id, found.ExternalId, found.Name, found.Status, found.Pipeline, found.Stage, found.Probability, found.Amount,
            found.Currency,
            found.ExpectedCloseDate, found.AccountId, found.ContactId, found.LeadId, found.HandoffId, found.OwnerId,
            found.CreatedAt, found.RecordedAt, found.ClosedAt, found.Reason,
            [.. found.StageHistory.OrderBy(entry => entry.Sequence)
                .Select(entry => new StageHistoryEntry(entry.FromStage, entry.ToStage, entry.Probability, entry.At))],
            [.. found.AmountHistory.OrderBy(entry => entry.Sequence)
                .Select(entry => new AmountHistoryEntry(entry.FromAmount, entry.ToAmount, entry.At))],
            found.ForecastCategory, found.ForecastOverride, found.StageEnteredAt,
            [.. found.CloseDateHistory.OrderBy(entry => entry.Sequence)
                .Select(entry => new CloseDateHistoryEntry(entry.FromDate, entry.ToDate, entry.At))],
            found.StalledAt, competitors, found.LostTo, FieldValues.Show(found.Fields), found.Totals));
    }
}
