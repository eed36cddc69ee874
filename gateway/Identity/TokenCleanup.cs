using Funnel.Idempotency;
using Npgsql;
using OpenIddict.Abstractions;

namespace Funnel.Gateway.Identity;

/// <summary>
/// Deletes old rows every hour: tokens and codes that expired more than a day ago, old revocations, and stored responses of old
/// idempotency keys.
/// </summary>
internal sealed partial class TokenCleanup(
    IServiceScopeFactory scopes, Revocations revocations, NpgsqlDataSource database, TimeProvider clock, ILogger<TokenCleanup> log)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var hourly = new PeriodicTimer(TimeSpan.FromHours(1), clock);
        while (await hourly.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                var threshold = clock.GetUtcNow().AddDays(-1);
                await scope.ServiceProvider.GetRequiredService<IOpenIddictTokenManager>().PruneAsync(threshold, stoppingToken);
                await scope.ServiceProvider.GetRequiredService<IOpenIddictAuthorizationManager>().PruneAsync(threshold, stoppingToken);
                await revocations.DeleteOld(scope.ServiceProvider.GetRequiredService<IdentityDb>(), stoppingToken);
                await database.ForgetAnswers(IdempotentIdentityDb.TableName, stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(failure);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "The cleanup of old tokens failed. The next attempt is in an hour.")]
    private partial void LogFailed(Exception failure);
}
