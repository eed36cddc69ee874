using Funnel.Contracts.Sales;
using Funnel.Messaging;
using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Pipeline;

/// <summary>An opportunity that is open again.</summary>
/// <param name="Outcome">The outcome that does not count any more.</param>
/// <param name="Reason">The reason of that outcome.</param>
internal sealed record ReopenedDeal(Opportunity Deal, OpportunityStatus Outcome, string Reason);

/// <summary>Opens closed opportunities again or corrects them, and applies every effect: the fact, the timers, the customers and the
/// renewals.</summary>
/// <remarks>It is the counterpart of <see cref="DealClosing"/> and calls the same effects. The caller saves.</remarks>
internal sealed class DealCorrecting(SalesDb db, IEnumerable<IWhenDealsClose> effects)
{
    public static void Add(IServiceCollection services) => services.AddScoped<DealCorrecting>();

    /// <param name="deal">The opportunity with its stage history.</param>
    /// <param name="stage">The code of an open stage. Defaults to the stage before the outcome, or to the first stage if that one is
    /// retired.</param>
    public async Task<Result> Reopen(Opportunity deal, string? stage, string reason, DateTimeOffset now, CancellationToken cancellation)
    {
        if (deal.Status == OpportunityStatus.Open)
        {
            return PipelineRefusals.NotClosed;
        }

        var pipeline = await db.Pipelines.AsNoTracking().Include(pipeline => pipeline.Stages)
            .SingleAsync(pipeline => pipeline.Code == deal.Pipeline, cancellation);
        if (pipeline.StartingStage(stage).IsRefused(out var refusal, out var open))
        {
            return refusal;
        }

        if (stage is null && deal.StageHistory.MaxBy(entry => entry.Sequence)?.FromStage is { } before)
        {
            open = pipeline.StartingStage(before).Value ?? open;
        }

        foreach (var effect in effects)
        {
            if ((await effect.CheckReopening(deal, cancellation)).IsRefused(out refusal))
            {
                return refusal;
            }
        }

        var reopened = new ReopenedDeal(deal, deal.Status, deal.Reason!);
        if (deal.Reopen(open, reason, await NameOf(deal.OwnerId, cancellation), now).IsRefused(out refusal, out var fact))
        {
            return refusal;
        }

        db.Publish(deal, fact, now);
        StageAge.Schedule(db, deal, open);
        foreach (var effect in effects)
        {
            await effect.DealReopened(reopened, now, cancellation);
        }

        return Result.Done;
    }

    /// <summary>Corrects one opportunity. <see cref="ApplyEffects"/> follows, once for all corrected opportunities.</summary>
    /// <param name="owner">The name of the owner after the correction.</param>
    /// <returns>Whether anything changed.</returns>
    public Result<OpportunityCorrected> Correct(Opportunity deal, OpportunityCorrection correction, string? owner, DateTimeOffset now)
    {
        var corrected = deal.Correct(correction, owner, now);
        if (corrected.Value is { Changed.Count: > 0 } fact)
        {
            db.Publish(deal, fact, now);
        }

        return corrected;
    }

    public async Task ApplyEffects(IReadOnlyList<Opportunity> corrected, CancellationToken cancellation)
    {
        foreach (var effect in corrected.Count > 0 ? effects : [])
        {
            await effect.DealsCorrected(corrected, cancellation);
        }
    }

    private Task<string?> NameOf(Guid? owner, CancellationToken cancellation) =>
        db.Representatives.Where(person => person.Id == owner).Select(person => person.Name).SingleOrDefaultAsync(cancellation);
}
