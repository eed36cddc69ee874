using Funnel.ServiceDefaults;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Funnel.Messaging;

/// <summary>Reads the backlogs and failures every few seconds for the gauges, which must not query when they are read.</summary>
internal sealed partial class QueueMetricsPoller(
    Uri broker, IReadOnlyList<string> queues, NpgsqlDataSource database, Outbox outbox, Metrics metrics, ILogger<QueueMetricsPoller> log)
    : BackgroundService
{
    /// <summary>Counting stops at this number: the age of such a backlog says more than its length.</summary>
    public const int MostCounted = 100_000;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly ConnectionFactory factory =
        new() { Uri = broker, ClientProvidedName = $"{outbox.Service} metrics", AutomaticRecoveryEnabled = false };

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        IConnection? connection = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                // The database and the broker may be away independently of each other.
                var figures = await Read(stoppingToken);
                try
                {
                    connection = connection is { IsOpen: true } ? connection : await factory.CreateConnectionAsync(stoppingToken);
                    figures = figures with { Waiting = await Waiting(connection, stoppingToken) };
                }
                catch (Exception away) when (away is BrokerUnreachableException or AlreadyClosedException or OperationInterruptedException)
                {
                    LogAway(away.InShort());
                }

                metrics.Latest = figures;
            }
            catch (Exception away) when (!stoppingToken.IsCancellationRequested)
            {
                metrics.Latest = null;
                LogAway(away.InShort());
            }
            catch (OperationCanceledException)
            {
                break;
            }

            await Task.Delay(Pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await (connection?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    private async Task<QueueFigures> Read(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            $"""
            with relay as materialized (select coalesce(max(xid::text::bigint), 0)::text::xid8 as xid,
                coalesce(max(position), 0) as position from messaging.cursors where name = 'relay')
            select (select count(*) from (select from messaging.journal j, relay r where (j.xid, j.position) > (r.xid, r.position)
                limit {MostCounted}) waiting),
                coalesce((select extract(epoch from now() - j.recorded_at) from messaging.journal j, relay r
                    where (j.xid, j.position) > (r.xid, r.position) order by j.xid, j.position limit 1), 0)::float8,
                (select count(*) from messaging.unpublished),
                (select count(*) from messaging.timers where attempts > 0),
                coalesce((select greatest(0, extract(epoch from @now - min(next_attempt_at))) from messaging.timers), 0)::float8;
            select queue, count(*) from messaging.dead_letters group by queue
            """);
        command.Parameters.Add(new("now", outbox.Clock.GetUtcNow().ToUniversalTime()));
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        var (lag, age, unpublished, failing, late) =
            (reader.GetInt64(0), reader.GetDouble(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetDouble(4));
        var letters = queues.ToDictionary(queue => queue, _ => 0L);
        await reader.NextResultAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            letters[reader.GetString(0)] = reader.GetInt64(1);
        }

        return new(lag, age, unpublished, failing, late, letters, null);
    }

    private async Task<IReadOnlyDictionary<string, long>> Waiting(IConnection connection, CancellationToken cancellation)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellation);
        var waiting = new Dictionary<string, long>();
        foreach (var queue in queues)
        {
            waiting[queue] = await channel.MessageCountAsync(queue, cancellation);
        }

        return waiting;
    }

    [LoggerMessage(LogLevel.Warning, "The figures of queues and journal cannot be read: {Reason}")]
    private partial void LogAway(string reason);
}

/// <summary>The figures that the poller has read.</summary>
/// <param name="Lag">The number of events after the cursor of the relay.</param>
/// <param name="Age">The seconds since the oldest of these events was recorded.</param>
/// <param name="FailingTimers">The number of timers whose last attempt failed.</param>
/// <param name="TimersLate">The seconds since the most overdue timer should have run.</param>
internal sealed record QueueFigures(
    long Lag, double Age, long Unpublished, long FailingTimers, double TimersLate, IReadOnlyDictionary<string, long> DeadLetters,
    IReadOnlyDictionary<string, long>? Waiting);
