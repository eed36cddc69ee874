using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Funnel.ServiceDefaults;

/// <summary>Seals the new lines of the audit log each second, in batches, after they have committed.</summary>
/// <remarks>
/// A write of a line computes no hash and waits for no other write. The database seals for one replica at a time. While there is
/// nothing to seal, the pause doubles up to <see cref="LongestPause"/>.
/// </remarks>
internal sealed partial class AuditSealer(NpgsqlDataSource database, TimeProvider clock, ILogger<AuditSealer> log) : BackgroundService
{
    private const int LargestSeal = 10_000;
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1), LongestPause = TimeSpan.FromSeconds(16);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = ShortestPause;
        while (!stoppingToken.IsCancellationRequested)
        {
            var sealedLines = 0;
            try
            {
                sealedLines = await Seal(stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(failure);
            }

            pause = sealedLines > 0 ? ShortestPause : pause < LongestPause ? pause * 2 : pause;
            if (sealedLines < LargestSeal)
            {
                await Task.Delay(pause, clock, stoppingToken);
            }
        }
    }

    private async Task<int> Seal(CancellationToken cancellation)
    {
        await using var seal = database.CreateCommand($"select audit.seal({LargestSeal})");
        return (int)(await seal.ExecuteScalarAsync(cancellation))!;
    }

    [LoggerMessage(LogLevel.Warning, "The audit log could not be sealed. The service tries again.")]
    private partial void LogFailed(Exception failure);
}
