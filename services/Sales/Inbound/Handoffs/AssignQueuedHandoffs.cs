using System.Threading.Channels;
using Funnel.Messaging;
using Funnel.Sales.Routing;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Handoffs;

/// <summary>Gives waiting handoffs to representatives, oldest first, as soon as there is somebody.</summary>
/// <remarks>
/// Any replica may do it; <see cref="LeadRouter"/> makes them take turns. Looks again now and then for what another replica's caller changed, and for who came back or has answered.
/// 1. The oldest page, and the next ones for as long as all of one finds somebody.
/// 2. Behind them, where the team has no room, whoever owns a lead's account may still be there: all of it when somebody rings, else
///    a page each time, in turn, so that a queue of any length costs as little when nothing changes.
/// </remarks>
internal sealed partial class AssignQueuedHandoffs(IServiceScopeFactory scopes, Outbox outbox, QueueMetrics gauges, ILogger<AssignQueuedHandoffs> log) : BackgroundService
{
    private const int Batch = 250;
    private static readonly TimeSpan SlowPoll = TimeSpan.FromSeconds(5);

    private readonly Channel<bool> bell = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Somebody may take handoffs now.</summary>
    public void Wake() => bell.Writer.TryWrite(true);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var (rung, reached) = (true, (Place?)null);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                reached = await GiveOut(rung, reached, stoppingToken);
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
            rung = bell.Reader.TryRead(out _);
        }
    }

    /// <returns>How far it came; nowhere where it came to the end.</returns>
    private async Task<Place?> GiveOut(bool all, Place? reached, CancellationToken cancellation)
    {
        var page = await GiveOut((Place?)null, cancellation);
        while (page is { Last: not null, IsAllGiven: true })
        {
            page = await GiveOut(page.Last, cancellation);
        }

        var next = all || reached is null || reached.HandedOffAt < page.Last?.HandedOffAt ? page.Last : reached;
        while (next is not null)
        {
            next = (await GiveOut(next, cancellation)).Last;
            if (!all)
            {
                break;
            }
        }

        return next;
    }

    private async Task<Page> GiveOut(Place? behind, CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<SalesDb>();
        var waiting = db.Handoffs.Where(handoff => handoff.Status == HandoffStatus.Pending && handoff.RepresentativeId == null);
        if (!await waiting.AnyAsync(cancellation) || !await db.Representatives.AnyAsync(person => person.IsActive, cancellation))
        {
            return new(null, false);
        }

        var (given, last) = (0, (Place?)null);
        await db.InTransaction(async () =>
        {
            var router = scope.ServiceProvider.GetRequiredService<LeadRouter>();
            await router.Open(cancellation);
            var now = outbox.Clock.GetUtcNow();
            var page = behind is null ? waiting
                : waiting.Where(handoff => handoff.HandedOffAt > behind.HandedOffAt || (handoff.HandedOffAt == behind.HandedOffAt && handoff.Id > behind.Id));
            var handoffs = await page.OrderBy(handoff => handoff.HandedOffAt).ThenBy(handoff => handoff.Id).Take(Batch).ToListAsync(cancellation);
            last = handoffs.Count < Batch ? null : new(handoffs[^1].HandedOffAt, handoffs[^1].Id);
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
        return new(last, given == Batch);
    }

    private async Task Look(CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        gauges.Seen = await GetQueue.Look(scope.ServiceProvider.GetRequiredService<SalesDb>(), outbox.Clock.GetUtcNow(), cancellation);
    }

    /// <summary>Where somebody in the queue stands.</summary>
    private sealed record Place(DateTimeOffset HandedOffAt, Guid Id);

    /// <param name="Last">The last one's place; absent where nobody stands behind the page.</param>
    private sealed record Page(Place? Last, bool IsAllGiven);

    [LoggerMessage(LogLevel.Warning, "Giving out the queue failed; trying again")]
    private partial void LogFailed(Exception failure);
}
