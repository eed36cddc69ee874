using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Funnel.ServiceDefaults;

/// <summary>The first contact of a service with its database, which may be starting or busy.</summary>
public static partial class DatabaseAtStart
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>Opens a connection as soon as the database answers.</summary>
    public static async Task<NpgsqlConnection> OpenWhenReady(this NpgsqlDataSource database, ILogger log, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                return await database.OpenConnectionAsync(cancellation);
            }
            catch (Exception away) when (away.IsDatabaseAway())
            {
                LogWaiting(log, away.InShort());
                await Task.Delay(Pause, cancellation);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Waiting for the database: {Reason}")]
    private static partial void LogWaiting(ILogger log, string reason);
}

/// <summary>
/// Lets a service without a migration check wait until its database answers. Register it before the other hosted services.
/// </summary>
public sealed class WaitForDatabase(NpgsqlDataSource database, ILogger<WaitForDatabase> log) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenWhenReady(log, cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
