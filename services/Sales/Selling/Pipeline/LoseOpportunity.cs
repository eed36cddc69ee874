using System.ComponentModel.DataAnnotations;
using Funnel.Messaging;
using Funnel.Sales.Competitors;
using Funnel.Sales.Reasons;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Sales.Pipeline;

/// <param name="Reason">A code from the managed list of loss reasons.</param>
/// <param name="Amount">The amount that was lost, in the opportunity's currency. Defaults to the current amount.</param>
/// <param name="OccurredAt">When the opportunity was lost. Defaults to the current time.</param>
/// <param name="Competitor">The competitor that won instead: a code from the managed list of competitors.</param>
public sealed record LoseOpportunityRequest(
    [property: Required, MaxLength(Reasons.Reason.CodeLength)] string Reason,
    decimal? Amount = null,
    DateTimeOffset? OccurredAt = null,
    [property: MaxLength(Competitors.Competitor.CodeLength)] string? Competitor = null);

internal static class LoseOpportunity
{
    /// <remarks>A lost renewal ends its contract.</remarks>
    public static async Task<Results<Ok<OpportunityState>, ProblemHttpResult>> Handle(
        Guid id, LoseOpportunityRequest request, SalesDb db, DealClosing closing, TimeProvider clock, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        if (OccurredTimes.Check(now, request.OccurredAt).IsRefused(out var impossible))
        {
            return impossible.ToProblem();
        }

        if (await db.Opportunities.FindAsync([id], cancellation) is not { } opportunity)
        {
            return PipelineRefusals.NotFound.ToProblem();
        }

        if (opportunity.IsClosedAs(OpportunityStatus.Lost, request.Reason, request.Amount, request.OccurredAt?.ToMicroseconds()))
        {
            return TypedResults.Ok(OpportunityState.Of(opportunity));
        }

        if (Money.Of(request.Amount ?? opportunity.Amount, opportunity.Currency).IsRefused(out var noMoney, out var money))
        {
            return noMoney.ToProblem();
        }

        var reasons = await ReasonList.Load(db, cancellation);
        if (opportunity.Status == OpportunityStatus.Open && reasons.Check(ReasonKind.Loss, request.Reason).IsRefused(out var notOnList))
        {
            return notOnList.ToProblem();
        }

        if (request.Competitor is { } competitor && (await SetCompetitors.CheckListed(db, [competitor], cancellation))
            .IsRefused(out var notListed))
        {
            return notListed.ToProblem();
        }

        var lost = new DealOutcome(
            OpportunityStatus.Lost, money, request.Reason, (request.OccurredAt ?? now).ToMicroseconds(), request.Competitor);
        if ((await closing.Close(opportunity, lost, now, cancellation)).IsRefused(out var refusal))
        {
            return refusal.ToProblem();
        }

        await db.SaveChangesAsync(cancellation);
        return TypedResults.Ok(OpportunityState.Of(opportunity));
    }
}
