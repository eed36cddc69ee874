using System.ComponentModel.DataAnnotations;
using Funnel.Sales.Currencies;
using Funnel.Sales.Pipeline;
using Funnel.Sales.Visibility;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Funnel.Sales.Forecasts;

/// <summary>How well a period was forecast on a day, of what the caller sees.</summary>
/// <param name="SnapshotDay">Of the forecast that is judged.</param>
/// <param name="IsOver">Whether the period has ended; before that, actual is what has been won so far.</param>
/// <param name="Forecast">The commit forecast of that snapshot: closed + commit, in the reporting currency.</param>
/// <param name="Actual">Won in the period, in the reporting currency.</param>
/// <param name="Accuracy">1 − |forecast − actual| ÷ actual; absent where nothing was won.</param>
/// <param name="Bias">(forecast − actual) ÷ actual; absent where nothing was won.</param>
/// <param name="StartDay">The last snapshot before the period began, else the first one in it; absent where there is none.</param>
/// <param name="PipelineAtStart">What was open then and to close in the period.</param>
/// <param name="Slipped">Of that, what is to close, or was won, outside the period now.</param>
/// <param name="Slippage">Slipped ÷ pipeline at start; absent where there was none.</param>
/// <param name="Unconverted">Amounts that are in no figure, because their currency has no rate: unknown, never 0.</param>
public sealed record AccuracyResponse(
    string Period, DateOnly SnapshotDay, bool IsOver, string Currency, [property: Amount] decimal Forecast, [property: Amount] decimal Actual,
    [property: Amount] decimal? Accuracy, [property: Amount] decimal? Bias,
    DateOnly? StartDay, [property: Amount] decimal PipelineAtStart, [property: Amount] decimal Slipped, [property: Amount] decimal? Slippage,
    IReadOnlyList<UnconvertedAmount> Unconverted);

/// <param name="Items">The days whose snapshots were taken, newest first, a year's at most.</param>
public sealed record SnapshotsResponse(IReadOnlyList<SnapshotResponse> Items);

public sealed record SnapshotResponse(DateOnly Day, DateTimeOffset TakenAt);

internal static class GetAccuracy
{
    private const int MostDays = 366;
    private const int RatioDecimals = 4;

    public static async Task<Results<Ok<AccuracyResponse>, ProblemHttpResult>> Handle(
        [Required, RegularExpression(ForecastPeriod.Pattern)] string period, DateOnly snapshot,
        SalesDb db, IOptions<ForecastOptions> options, CurrencyConverter converter, TimeProvider clock, CancellationToken cancellation)
    {
        if (!await db.ForecastDays.AnyAsync(taken => taken.Day == snapshot, cancellation))
        {
            return ForecastRefusals.NoSnapshot.Because($"{snapshot:yyyy-MM-dd} has none.").ToProblem();
        }

        var (of, setting, now) = (ForecastPeriod.Of(period), options.Value, clock.GetUtcNow());
        var then = await ForecastBasis.Load(db, of, snapshot, setting, converter, now, cancellation);
        var current = await ForecastBasis.Load(db, of, null, setting, converter, now, cancellation);
        var (forecast, actual) = (then.Total.CommitForecast, current.Total.Closed);
        var start = await db.ForecastDays.Where(taken => taken.Day < of.First).OrderByDescending(taken => taken.Day).Select(taken => (DateOnly?)taken.Day).FirstOrDefaultAsync(cancellation)
            ?? await db.ForecastDays.Where(taken => taken.Day <= of.Last).OrderBy(taken => taken.Day).Select(taken => (DateOnly?)taken.Day).FirstOrDefaultAsync(cancellation);
        var (atStart, slipped) = start is { } day ? await Slipped(db, of, day, setting, converter, cancellation) : (0, 0);
        return TypedResults.Ok(new AccuracyResponse(
            period, snapshot, setting.DayOf(now) > of.Last, setting.Currency, forecast, actual,
            Ratio(actual - Math.Abs(forecast - actual), actual), Ratio(forecast - actual, actual), start, atStart, slipped, Ratio(slipped, atStart), then.Unconverted));
    }

    public static async Task<Ok<SnapshotsResponse>> List(SalesDb db, CancellationToken cancellation) => TypedResults.Ok(new SnapshotsResponse(
        await db.ForecastDays.OrderByDescending(taken => taken.Day).Take(MostDays).Select(taken => new SnapshotResponse(taken.Day, taken.TakenAt)).ToListAsync(cancellation)));

    /// <returns>Null where the denominator is not more than 0: unknown, never 0.</returns>
    internal static decimal? Ratio(decimal part, decimal whole) => whole <= 0 ? null : decimal.Round(part / whole, RatioDecimals, MidpointRounding.AwayFromZero);

    /// <summary>Lost deals did not slip: they were lost.</summary>
    private static async Task<(decimal AtStart, decimal Slipped)> Slipped(
        SalesDb db, ForecastPeriod period, DateOnly day, ForecastOptions options, CurrencyConverter converter, CancellationToken cancellation)
    {
        var (from, until) = period.In(options.Zone);
        ForecastCategory[] open = [ForecastCategory.Pipeline, ForecastCategory.BestCase, ForecastCategory.Commit];
        var lines = db.ForecastLines.On(day).Where(line => line.CloseDay >= period.First && line.CloseDay <= period.Last && open.Contains(line.Category));
        var moved = db.Opportunities.Where(deal =>
            (deal.Status == OpportunityStatus.Open && (deal.ExpectedCloseDate < period.First || deal.ExpectedCloseDate > period.Last))
            || (deal.Status == OpportunityStatus.Won && (deal.ClosedAt < from || deal.ClosedAt >= until)));
        return (await Sum(lines), await Sum(lines.Where(line => moved.Any(deal => deal.Id == line.OpportunityId))));

        // By the rates of that day; what has none is left out of both.
        async Task<decimal> Sum(IQueryable<ForecastLine> some)
        {
            var sums = await some.GroupBy(line => line.Currency).Select(same => new { Currency = same.Key, Amount = same.Sum(line => line.Amount) }).ToListAsync(cancellation);
            var total = 0m;
            foreach (var sum in sums)
            {
                total += await converter.Convert(sum.Amount, sum.Currency, options.Currency, day, cancellation) ?? 0;
            }

            return total;
        }
    }
}
