using System.ComponentModel.DataAnnotations;
using Funnel.Messaging;
using Funnel.Sales.Competitors;
using Funnel.Sales.Reasons;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Sales.Pipeline;

/// <param name="Reason">A code from the managed list of win reasons.</param>
/// <param name="Amount">The final amount, in the opportunity's currency. Defaults to the current amount.</param>
/// <param name="OccurredAt">When the opportunity was won. Defaults to the current time.</param>
/// <param name="Competitor">Not accepted here. Name a competitor when you lose an opportunity.</param>
public sealed record WinOpportunityRequest(
    [property: Required, MaxLength(Reasons.Reason.CodeLength)] string Reason,
    decimal? Amount = null,
    DateTimeOffset? OccurredAt = null,
    [property: MaxLength(Competitors.Competitor.CodeLength)] string? Competitor = null);

internal static class WinOpportunity
{
    /// <remarks>The account becomes a customer with its first won opportunity. A won renewal renews its contract.</remarks>
    public static async Task<Results<Ok<OpportunityState>, ProblemHttpResult>> Handle(
        Guid id, WinOpportunityRequest request, SalesDb db, DealClosing closing, TimeProvider clock, CancellationToken cancellation)
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

        if (opportunity.IsClosedAs(OpportunityStatus.Won, request.Reason, request.Amount, request.OccurredAt?.ToMicroseconds()))
        {
            return TypedResults.Ok(OpportunityState.Of(opportunity));
        }

        if (Money.Of(request.Amount ?? opportunity.Amount, opportunity.Currency).IsRefused(out var noMoney, out var money))
        {
            return noMoney.ToProblem();
        }

        var reasons = await ReasonList.Load(db, cancellation);
        if (opportunity.Status == OpportunityStatus.Open && reasons.Check(ReasonKind.Win, request.Reason).IsRefused(out var notOnList))
        {
            return notOnList.ToProblem();
        }

        if (request.Competitor is not null)
        {
            return PipelineRefusals.CompetitorNeedsLoss.Because($"`competitor` is '{request.Competitor}'. Leave it out.").ToProblem();
        }

        var won = new DealOutcome(OpportunityStatus.Won, money, request.Reason, (request.OccurredAt ?? now).ToMicroseconds());
        if ((await closing.Close(opportunity, won, now, cancellation)).IsRefused(out var refusal))
        {
            return refusal.ToProblem();
        }

        await db.SaveChangesAsync(cancellation);
        return TypedResults.Ok(OpportunityState.Of(opportunity));
    }
}
