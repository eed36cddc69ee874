using Funnel.Idempotency;
using Npgsql;
using OpenIddict.Abstractions;

namespace Funnel.Gateway.Identity;

/// <summary>Forgets, every hour, the records of tokens and codes that have been over for a day, and old answers under idempotency keys.</summary>
internal sealed partial class OldTokens(IServiceScopeFactory scopes, NpgsqlDataSource database, TimeProvider clock, ILogger<OldTokens> log) : BackgroundService
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
                await database.ForgetAnswers(KeyedIdentities.Answers, stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(failure);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Old tokens could not be forgotten; trying again in an hour")]
    private partial void LogFailed(Exception failure);
}
