using System.Threading.Channels;
using Funnel.Messaging;
using Funnel.Sales.Routing;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Handoffs;

/// <summary>Gives waiting handoffs to representatives, oldest first, as soon as there is somebody.</summary>
/// <remarks>Any replica may do it; <see cref="Router"/> makes them take turns. Looks again now and then for what another replica's caller changed, and for who came back or has answered.</remarks>
internal sealed partial class GiveOutQueue(IServiceScopeFactory scopes, Outbox outbox, QueueGauges gauges, ILogger<GiveOutQueue> log) : BackgroundService
{
    private const int Batch = 250;
    private static readonly TimeSpan SlowPoll = TimeSpan.FromSeconds(5);

    private readonly Channel<bool> bell = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Somebody may take handoffs now.</summary>
    public void Ring() => bell.Writer.TryWrite(true);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (await GiveOut(stoppingToken) == Batch)
                {
                }

                await Look(stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                gauges.Seen = null;
                LogFailed(failure);
            }

            using var poll = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            poll.CancelAfter(SlowPoll);
            await ((Task)bell.Reader.WaitToReadAsync(poll.Token).AsTask()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            bell.Reader.TryRead(out _);
        }
    }

    private async Task<int> GiveOut(CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<SalesDb>();
        var waiting = db.Handoffs.Where(handoff => handoff.Status == HandoffStatus.Pending && handoff.RepresentativeId == null);
        if (!await waiting.AnyAsync(cancellation) || !await db.Representatives.AnyAsync(person => person.IsActive, cancellation))
        {
            return 0;
        }

        var given = 0;
        await db.InTransaction(async () =>
        {
            var router = scope.ServiceProvider.GetRequiredService<Router>();
            await router.Open(cancellation);
            var now = outbox.Clock.GetUtcNow();
            var handoffs = await waiting.OrderBy(handoff => handoff.HandedOffAt).ThenBy(handoff => handoff.Id).Take(Batch).ToListAsync(cancellation);
            await router.Expect([.. handoffs.Select(handoff => handoff.Qualification.Context)], cancellation);
            foreach (var handoff in handoffs)
            {
                // Where the whole team can take no more, an account's owner who came back still takes what is theirs.
                if (await router.Route(handoff.Qualification.Context, cancellation) is ({ } representative, var explanation))
                {
                    db.Publish(handoff, handoff.Assign(representative, $"Waited in the queue. {explanation}"), now);
                    given++;
                }
            }

            await db.SaveChangesAsync(cancellation);
        }, cancellation);
        return given;
    }

    private async Task Look(CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        gauges.Seen = await GetQueue.Look(scope.ServiceProvider.GetRequiredService<SalesDb>(), outbox.Clock.GetUtcNow(), cancellation);
    }

    [LoggerMessage(LogLevel.Warning, "Giving out the queue failed; trying again")]
    private partial void LogFailed(Exception failure);
}
