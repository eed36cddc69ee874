using Funnel.Messaging;
using Funnel.Sales.Routing;
using Funnel.Sales.Team;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Handoffs;

/// <summary>Assigns the handoffs of the queue to representatives, oldest first, as soon as a representative is available.</summary>
/// <remarks>
/// It runs on every replica; <see cref="LeadRouter.Lock"/> makes the replicas take turns. It also runs every five seconds, because
/// another replica may have served the change that made a representative available, and absences end by themselves.
/// 1. It reads the oldest page, and the next page for as long as every handoff of a page finds a representative.
/// 2. Behind them, only the owners of the leads' accounts may be available. A wake-up reads all remaining pages. A poll reads one of
///    them, in turn, so that a poll of a long queue stays cheap.
/// </remarks>
internal sealed partial class AssignQueuedHandoffs(
    IServiceScopeFactory scopes, Outbox outbox, AvailabilitySignal signal, QueueMetrics metrics, ILogger<AssignQueuedHandoffs> log)
    : BackgroundService
{
    private const int PageSize = 250;
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var (isWoken, reached) = (true, (Position?)null);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                reached = await AssignPages(isWoken, reached, stoppingToken);
                await Measure(stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                metrics.Latest = null;
                LogFailed(failure);
            }

            isWoken = await signal.Wait(PollInterval, stoppingToken);
        }
    }

    /// <param name="all">Whether to read all pages behind the oldest ones.</param>
    /// <param name="reached">The position that the last run reached.</param>
    /// <returns>The position that this run reached; null if it reached the end of the queue.</returns>
    private async Task<Position?> AssignPages(bool all, Position? reached, CancellationToken cancellation)
    {
        var page = await AssignPage(null, cancellation);
        while (page is { Last: not null, IsAllAssigned: true })
        {
            page = await AssignPage(page.Last, cancellation);
        }

        var next = all || reached is null || reached.HandedOffAt < page.Last?.HandedOffAt ? page.Last : reached;
        while (next is not null)
        {
            next = (await AssignPage(next, cancellation)).Last;
            if (!all)
            {
                break;
            }
        }

        return next;
    }

    private async Task<Page> AssignPage(Position? after, CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<SalesDb>();
        var queued = db.Handoffs.Where(handoff => handoff.Status == HandoffStatus.Pending && handoff.RepresentativeId == null);
        if (!await queued.AnyAsync(cancellation) || !await db.Representatives.AnyAsync(person => person.IsActive, cancellation))
        {
            return new(null, false);
        }

        var (assigned, last) = (0, (Position?)null);
        await db.InTransaction(async () =>
        {
            var router = scope.ServiceProvider.GetRequiredService<LeadRouter>();
            await router.Lock(cancellation);
            var now = outbox.Clock.GetUtcNow();
            var page = after is null ? queued : queued.Where(handoff => handoff.HandedOffAt > after.HandedOffAt
                || (handoff.HandedOffAt == after.HandedOffAt && handoff.Id > after.Id));
            var handoffs = await page.OrderBy(handoff => handoff.HandedOffAt).ThenBy(handoff => handoff.Id).Take(PageSize)
                .ToListAsync(cancellation);
            last = handoffs.Count < PageSize ? null : new(handoffs[^1].HandedOffAt, handoffs[^1].Id);
            await router.Load([.. handoffs.Select(handoff => handoff.Qualification.Context)], cancellation);
            foreach (var handoff in handoffs)
            {
                if (router.Route(handoff.Qualification.Context) is { Representative: { } representative, Explanation: var explanation })
                {
                    db.Publish(handoff, handoff.Assign(representative, $"Waited in the queue. {explanation}"), now);
                    assigned++;
                }
            }

            await db.SaveChangesAsync(cancellation);
        }, cancellation);
        return new(last, assigned == PageSize);
    }

    private async Task Measure(CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<SalesDb>();
        metrics.Latest = await GetQueue.Load(db, outbox.Clock.GetUtcNow(), cancellation);
    }

    /// <summary>The position of a handoff in the queue.</summary>
    private sealed record Position(DateTimeOffset HandedOffAt, Guid Id);

    /// <param name="Last">The position of the page's last handoff; null if it is the last page.</param>
    private sealed record Page(Position? Last, bool IsAllAssigned);

    [LoggerMessage(LogLevel.Warning, "Assigning the queued handoffs failed; it will be tried again")]
    private partial void LogFailed(Exception failure);
}
