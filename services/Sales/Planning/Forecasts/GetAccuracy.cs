using System.ComponentModel.DataAnnotations;
using Funnel.Sales.Currencies;
using Funnel.Sales.Pipeline;
using Funnel.Sales.Visibility;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Funnel.Sales.Forecasts;

/// <summary>Compares the forecast of a day with the result of the period, for the deals that the caller may see.</summary>
/// <param name="SnapshotDay">The day of the forecast.</param>
/// <param name="IsOver">Whether the period has ended. Until then `actual` is the amount won so far.</param>
/// <param name="Forecast">The commit forecast of the snapshot (closed + commit) in the reporting currency.</param>
/// <param name="Actual">The amount won in the period, in the reporting currency.</param>
/// <param name="Accuracy">1 − |forecast − actual| ÷ actual. Null if nothing was won.</param>
/// <param name="Bias">(forecast − actual) ÷ actual. Null if nothing was won.</param>
/// <param name="StartDay">The day of the last snapshot before the period, else of the first snapshot in it. Null if there is none.</param>
/// <param name="PipelineAtStart">The amount of the deals that were open on the start day and expected to close in the period.</param>
/// <param name="Slipped">The part of that pipeline that now closes, or was won, outside the period.</param>
/// <param name="Slippage">Slipped ÷ pipeline at start. Null if there was no pipeline.</param>
/// <param name="Unconverted">Amounts that are missing in the figures, because their currency has no exchange rate.</param>
public sealed record AccuracyResponse(
    string Period, DateOnly SnapshotDay, bool IsOver, string Currency, [property: Amount] decimal Forecast,
    [property: Amount] decimal Actual,
    [property: Amount] decimal? Accuracy, [property: Amount] decimal? Bias,
    DateOnly? StartDay, [property: Amount] decimal PipelineAtStart, [property: Amount] decimal Slipped,
    [property: Amount] decimal? Slippage,
    IReadOnlyList<UnconvertedAmount> Unconverted);

internal static class GetAccuracy
{
    private const int RatioDecimals = 4;

    public static async Task<Results<Ok<AccuracyResponse>, ProblemHttpResult>> Handle(
        [Required, RegularExpression(ForecastPeriod.Pattern)] string period, DateOnly snapshot,
        SalesDb db, IOptions<ForecastOptions> options, CurrencyConverter converter, TimeProvider clock, CancellationToken cancellation)
    {
        if (!await db.ForecastDays.AnyAsync(taken => taken.Day == snapshot, cancellation))
        {
            return ForecastRefusals.NoSnapshotOn("snapshot", snapshot).ToProblem();
        }

        var (of, setting, now) = (ForecastPeriod.Of(period), options.Value, clock.GetUtcNow());
        var then = await ForecastByOwner.Load(db, of, snapshot, setting, converter, now, cancellation);
        var current = await ForecastByOwner.Load(db, of, null, setting, converter, now, cancellation);
        var (forecast, actual) = (then.Total.CommitForecast, current.Total.Closed);
        var start = await db.ForecastDays.Where(taken => taken.Day < of.First).OrderByDescending(taken => taken.Day)
            .Select(taken => (DateOnly?)taken.Day).FirstOrDefaultAsync(cancellation)
            ?? await db.ForecastDays.Where(taken => taken.Day <= of.Last).OrderBy(taken => taken.Day).Select(taken => (DateOnly?)taken.Day)
                .FirstOrDefaultAsync(cancellation);
        var (atStart, slipped) = start is { } day ? await Slipped(db, of, day, setting, converter, cancellation) : (0, 0);
        return TypedResults.Ok(new AccuracyResponse(
            period, snapshot, setting.DayOf(now) > of.Last, setting.Currency, forecast, actual,
            Ratio(actual - Math.Abs(forecast - actual), actual), Ratio(forecast - actual, actual), start, atStart, slipped,
            Ratio(slipped, atStart), then.Unconverted));
    }

    /// <returns>Null if the denominator is 0 or less.</returns>
    internal static decimal? Ratio(decimal part, decimal whole) =>
        whole <= 0 ? null : decimal.Round(part / whole, RatioDecimals, MidpointRounding.AwayFromZero);

    /// <summary>The pipeline at the start and its slipped part. Lost deals do not count as slipped.</summary>
    private static async Task<(decimal AtStart, decimal Slipped)> Slipped(
        SalesDb db, ForecastPeriod period, DateOnly day, ForecastOptions options, CurrencyConverter converter,
        CancellationToken cancellation)
    {
        var (from, until) = period.In(options.Zone);
        ForecastCategory[] open = [ForecastCategory.Pipeline, ForecastCategory.BestCase, ForecastCategory.Commit];
        var lines = db.ForecastLines.On(day)
            .Where(line => line.CloseDay >= period.First && line.CloseDay <= period.Last && open.Contains(line.Category));
        var moved = db.Opportunities.Where(deal =>
            (deal.Status == OpportunityStatus.Open && (deal.ExpectedCloseDate < period.First || deal.ExpectedCloseDate > period.Last))
            || (deal.Status == OpportunityStatus.Won && (deal.ClosedAt < from || deal.ClosedAt >= until)));
        return (await Sum(lines), await Sum(lines.Where(line => moved.Any(deal => deal.Id == line.OpportunityId))));

        // The rates of the start day apply. A currency without a rate counts in neither sum.
        async Task<decimal> Sum(IQueryable<ForecastLine> some)
        {
            var sums = await some.GroupBy(line => line.Currency)
                .Select(same => new { Currency = same.Key, Amount = same.Sum(line => line.Amount) }).ToListAsync(cancellation);
            await converter.LoadRates(options.Currency, sums.Select(sum => (sum.Currency, day)), cancellation);
            var total = 0m;
            foreach (var sum in sums)
            {
                total += await converter.Convert(sum.Amount, sum.Currency, options.Currency, day, cancellation) ?? 0;
            }

            return total;
        }
    }
}
