using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Funnel.Sales.Forecasts;

/// <summary>
/// Takes the daily snapshot at the snapshot hour. The unique row of the day allows one snapshot, whatever the number of replicas.
/// </summary>
/// <remarks>
/// The loop only reads the clock until a new day is due. A day on which no replica ran has no snapshot, and so has a day before the
/// first opportunity was recorded: an empty snapshot would read as a forecast of 0.
/// </remarks>
internal sealed partial class TakeSnapshots(
    IServiceScopeFactory scopes, IOptions<ForecastOptions> options, TimeProvider clock, ILogger<TakeSnapshots> log) : BackgroundService
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(500), Pause = TimeSpan.FromSeconds(10);

    /// <summary>The current state of the deals. A won deal counts as closed, whatever forecast category it has.</summary>
    private const string Standing =
        """
        with standing as (
            select id, owner_id, case when status = 'Won' then (closed_at at time zone {1})::date else expected_close_date end as close_day,
                case when status = 'Won' then 'Closed' else forecast_category end as category, amount, currency, probability
            from opportunities where status in ('Open', 'Won'))
        """;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        DateOnly? seen = null;
        using var ticks = new PeriodicTimer(Tick);
        while (await ticks.WaitForNextTickAsync(stoppingToken))
        {
            var now = clock.GetUtcNow();
            var day = options.Value.SnapshotDay(now);
            if (day == seen)
            {
                continue;
            }

            try
            {
                await using var scope = scopes.CreateAsyncScope();
                await Take(scope.ServiceProvider.GetRequiredService<SalesDb>(), day, options.Value.TimeZone, now, stoppingToken);
                seen = day;
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(failure);
                await Task.Delay(Pause, stoppingToken);
            }
        }
    }

    /// <summary>
    /// Inserts the day, ends the lines whose state changed and inserts the new lines, in one transaction. Does nothing if the day has
    /// a snapshot, or if there are no opportunities.
    /// </summary>
    public static Task Take(SalesDb db, DateOnly day, string timeZone, DateTimeOffset now, CancellationToken cancellation) =>
        db.InTransaction(async () =>
    {
        if (await db.Database.ExecuteSqlAsync(
            $"""
            insert into forecast_days (day, taken_at)
            select {day}, {now.ToUniversalTime()} where exists (select from opportunities) on conflict do nothing
            """, cancellation) == 0)
        {
            return;
        }

        await db.Database.ExecuteSqlRawAsync(
            $$"""
            {{Standing}}
            update forecast_lines line set until_day = {0}
            where until_day is null and not exists (select from standing where id = line.opportunity_id
                and (owner_id, close_day, category, amount, currency, probability)
                    is not distinct from (line.owner_id, line.close_day, line.category, line.amount, line.currency, line.probability))
            """, [day, timeZone], cancellation);
        await db.Database.ExecuteSqlRawAsync(
            $$"""
            {{Standing}}
            insert into forecast_lines (opportunity_id, from_day, owner_id, close_day, category, amount, currency, probability)
            select id, {0}, owner_id, close_day, category, amount, currency, probability from standing
            where not exists (select from forecast_lines line where line.opportunity_id = id and line.until_day is null)
            """, [day, timeZone], cancellation);
    }, cancellation);

    [LoggerMessage(LogLevel.Warning, "The forecast snapshot failed; it is tried again")]
    private partial void LogFailed(Exception failure);
}
