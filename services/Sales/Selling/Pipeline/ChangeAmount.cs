using Funnel.Messaging;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Sales.Pipeline;

/// <param name="Amount">The new amount in the opportunity's currency, 0 to 1,000,000,000,000, with its decimals.</param>
/// <param name="OccurredAt">When the amount changed. Defaults to the current time.</param>
public sealed record ChangeAmountRequest(decimal Amount, DateTimeOffset? OccurredAt = null);

internal static class ChangeAmount
{
    public static async Task<Results<Ok<OpportunityState>, ProblemHttpResult>> Handle(
        Guid id, ChangeAmountRequest request, SalesDb db, TimeProvider clock, CancellationToken cancellation)
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

        if (Money.Of(request.Amount, opportunity.Currency).IsRefused(out var noMoney, out var money))
        {
            return noMoney.ToProblem();
        }

        if (opportunity.Status == OpportunityStatus.Open && opportunity.Amount == money.Amount)
        {
            return TypedResults.Ok(OpportunityState.Of(opportunity));
        }

        var at = (request.OccurredAt ?? now).ToMicroseconds();
        if (opportunity.ChangeAmount(money, at).IsRefused(out var refusal, out var fact))
        {
            return refusal.ToProblem();
        }

        db.Publish(opportunity, fact, at);
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Ok(OpportunityState.Of(opportunity));
    }
}
