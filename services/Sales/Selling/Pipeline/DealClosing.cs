using Funnel.Messaging;
using Funnel.Sales.Products;
using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Pipeline;

/// <summary>How an opportunity ends.</summary>
/// <param name="Status">Won or lost.</param>
/// <param name="Money">The final amount.</param>
/// <param name="Reason">A code from the managed list of win or loss reasons.</param>
/// <param name="Competitor">The competitor that won instead, if it is known; only for a lost opportunity.</param>
/// <param name="Totals">What the amount consists of, such as the totals of an accepted quote; null for the opportunity's own lines.</param>
internal sealed record DealOutcome(
    OpportunityStatus Status, Money Money, string Reason, DateTimeOffset At, string? Competitor = null, BillingTotals? Totals = null);

/// <summary>An opportunity and its outcome, with everything that closing needs. All of it was checked.</summary>
/// <param name="Owner">The name of the owner.</param>
internal sealed record ClosingDeal(Opportunity Deal, DealOutcome Outcome, SalesPipeline Pipeline, string? Owner);

/// <summary>An effect of closed opportunities in the same transaction, such as a new customer.</summary>
/// <remarks>Groups below Selling implement it. <see cref="DealClosing"/> is its only caller and keeps the order of registration.</remarks>
internal interface IWhenDealsClose
{
    /// <summary>Checks whether the opportunity may be won with this amount.</summary>
    Task<Result> CheckWin(Opportunity deal, Money money, CancellationToken cancellation) => Task.FromResult(Result.Done);

    /// <summary>Changes tracked entities and publishes. It never saves.</summary>
    Task DealsClosed(IReadOnlyList<Opportunity> closed, DateTimeOffset now, CancellationToken cancellation);

    /// <summary>Follows an opportunity that is won now, after <see cref="DealsClosed"/>. Recorded history does not come here.</summary>
    Task DealWon(Opportunity deal, DealOutcome outcome, DateTimeOffset now, CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>Checks whether the closed opportunity may be opened again.</summary>
    Task<Result> CheckReopening(Opportunity deal, CancellationToken cancellation) => Task.FromResult(Result.Done);

    /// <summary>Takes back what <see cref="DealsClosed"/> did. Changes tracked entities and publishes. It never saves.</summary>
    Task DealReopened(ReopenedDeal reopened, DateTimeOffset now, CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>Follows corrected values of closed opportunities. Changes tracked entities and publishes. It never saves.</summary>
    Task DealsCorrected(IReadOnlyList<Opportunity> corrected, CancellationToken cancellation) => Task.CompletedTask;
}

/// <summary>Closes opportunities and applies every effect: the fact, the timers, the customers and the renewals.</summary>
/// <remarks>
/// Every path that closes an opportunity calls this step: win, lose, accepted quote, bulk intake and import. An architecture
/// test holds that nothing else calls <see cref="Opportunity.Win"/> or <see cref="Opportunity.Lose"/>. The caller saves.
/// </remarks>
internal sealed class DealClosing(SalesDb db, IEnumerable<IWhenDealsClose> effects)
{
    public static void Add(IServiceCollection services) => services.AddScoped<DealClosing>();

    /// <summary>Closes one opportunity, or returns the reason why it cannot be closed.</summary>
    /// <param name="causedBy">The subject that led to the outcome, if it is not the opportunity itself.</param>
    public async Task<Result> Close(
        Opportunity deal, DealOutcome outcome, DateTimeOffset now, CancellationToken cancellation, Subject? causedBy = null)
    {
        var pipeline = await db.Pipelines.SingleAsync(pipeline => pipeline.Code == deal.Pipeline, cancellation);
        if (deal.Status == OpportunityStatus.Open && (await Check(deal, outcome, pipeline, now, cancellation)).IsRefused(out var refusal))
        {
            return refusal;
        }

        var owner = await db.Representatives.Where(person => person.Id == deal.OwnerId).Select(person => person.Name)
            .SingleOrDefaultAsync(cancellation);
        if (Apply(new(deal, outcome, pipeline, owner), causedBy).IsRefused(out refusal))
        {
            return refusal;
        }

        await ApplyEffects([deal], now, cancellation);
        foreach (var effect in outcome.Status == OpportunityStatus.Won ? effects : [])
        {
            await effect.DealWon(deal, outcome, now, cancellation);
        }

        return Result.Done;
    }

    /// <summary>
    /// Closes many opportunities that were checked before, such as imported history. The number of queries does not depend on their
    /// number.
    /// </summary>
    public async Task CloseChecked(IReadOnlyList<ClosingDeal> closing, DateTimeOffset now, CancellationToken cancellation)
    {
        foreach (var deal in closing)
        {
            if (Apply(deal, causedBy: null).IsRefused(out var refusal))
            {
                throw new InvalidOperationException($"A checked opportunity could not be closed: {refusal.Code}.");
            }
        }

        if (closing.Count > 0)
        {
            await ApplyEffects([.. closing.Select(one => one.Deal)], now, cancellation);
        }
    }

    private async Task<Result> Check(
        Opportunity deal, DealOutcome outcome, SalesPipeline pipeline, DateTimeOffset now, CancellationToken cancellation)
    {
        var stage = pipeline.StageOf(outcome.Status);
        var requirements = await EntryRequirements.Load(db, [deal], [stage], cancellation);
        if (requirements.Check(deal, stage, now, outcome.Money).IsRefused(out var missing))
        {
            return missing;
        }

        foreach (var effect in outcome.Status == OpportunityStatus.Won ? effects : [])
        {
            if ((await effect.CheckWin(deal, outcome.Money, cancellation)).IsRefused(out var refusal))
            {
                return refusal;
            }
        }

        return Result.Done;
    }

    private Result Apply(ClosingDeal closing, Subject? causedBy)
    {
        var (deal, outcome, pipeline, owner) = closing;
        return outcome.Status == OpportunityStatus.Won
            ? Publish(deal.Win(pipeline, outcome.Money, outcome.Reason, owner, outcome.At, outcome.Totals))
            : Publish(deal.Lose(pipeline, outcome.Money, outcome.Reason, owner, outcome.Competitor, outcome.At));

        Result Publish<TFact>(Result<TFact> closed) where TFact : class
        {
            if (closed.IsRefused(out var refusal, out var fact))
            {
                return refusal;
            }

            db.Publish(deal, fact, outcome.At, causedBy);
            StageAge.Schedule(db, deal, pipeline.StageOf(outcome.Status));
            return Result.Done;
        }
    }

    private async Task ApplyEffects(IReadOnlyList<Opportunity> closed, DateTimeOffset now, CancellationToken cancellation)
    {
        foreach (var effect in effects)
        {
            await effect.DealsClosed(closed, now, cancellation);
        }
    }
}
