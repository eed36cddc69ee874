using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Funnel.ServiceDefaults;

/// <summary>
/// Lets PostgreSQL analyse a table soon after its first thousand rows, and each time its rows have doubled since then.
/// </summary>
/// <remarks>
/// PostgreSQL plans for an empty table until it has analysed the table. Autovacuum starts once a minute, so the first minute of a new
/// installation was three times as expensive as the next one. A setting of a table does not help: it only says what the next start of
/// autovacuum does. A large table doubles slowly, so autovacuum analyses it first, and this step does nothing.
/// </remarks>
internal sealed partial class EarlyStatistics(NpgsqlDataSource database, TimeProvider clock, ILogger<EarlyStatistics> log)
    : BackgroundService
{
    private const string GrownTables =
        """
        select format('%I.%I', counted.schemaname, counted.relname)
        from pg_stat_user_tables counted join pg_class on pg_class.oid = counted.relid
        where n_mod_since_analyze >= greatest(1000, reltuples) and pg_has_role(relowner, 'usage')
        """;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>Analyses the tables that have grown since they were analysed.</summary>
    /// <returns>The names of these tables.</returns>
    internal static async Task<List<string>> AnalyzeGrownTables(NpgsqlDataSource database, CancellationToken cancellation)
    {
        var grown = new List<string>();
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using (var command = new NpgsqlCommand(GrownTables, connection))
        await using (var row = await command.ExecuteReaderAsync(cancellation))
        {
            while (await row.ReadAsync(cancellation))
            {
                grown.Add(row.GetString(0));
            }
        }

        foreach (var table in grown)
        {
            // Another replica, or a migration, may hold the lock of the table. Then the next round tries again.
            await using var analyze = new NpgsqlCommand($"analyze (skip_locked) {table}", connection);
            await analyze.ExecuteNonQueryAsync(cancellation);
        }

        return grown;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await AnalyzeGrownTables(database, stoppingToken);
            }
            catch (NpgsqlException failure)
            {
                LogFailed(failure);
            }
        }
    }

    [LoggerMessage(LogLevel.Debug, "Growing tables could not be analysed. The next attempt is in a few seconds.")]
    private partial void LogFailed(Exception failure);
}
