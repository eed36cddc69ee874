using System.Threading.Channels;
using Funnel.Messaging;
using Funnel.Sales.Team;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Handoffs;

/// <summary>Gives waiting handoffs to representatives, oldest first, as soon as there is somebody.</summary>
/// <remarks>Any replica may do it; <see cref="Rota"/> makes them take turns. Looks again now and then for what another replica's caller changed.</remarks>
internal sealed partial class GiveOutQueue(IServiceScopeFactory scopes, Outbox outbox, ILogger<GiveOutQueue> log) : BackgroundService
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
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
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

        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var turns = await scope.ServiceProvider.GetRequiredService<Rota>().Open(cancellation);
        var handoffs = await waiting.OrderBy(handoff => handoff.HandedOffAt).ThenBy(handoff => handoff.Id).Take(Batch).ToListAsync(cancellation);
        var now = outbox.Clock.GetUtcNow();
        foreach (var handoff in handoffs)
        {
            if (turns.Next() is not ({ } representative, var explanation))
            {
                return 0;
            }

            db.Publish(handoff, handoff.Assign(representative, $"Waited in the queue. {explanation}"), now);
        }

        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        outbox.Wake();
        return handoffs.Count;
    }

    [LoggerMessage(LogLevel.Warning, "Giving out the queue failed; trying again")]
    private partial void LogFailed(Exception failure);
}
