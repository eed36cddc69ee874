using Funnel.Messaging.Timers;

namespace Funnel.Sales.Sla;

/// <summary>Most of the time to reach out to a lead is over: the representative is warned.</summary>
internal sealed class WhenSlaWarning(SalesDb db) : IWhenDue
{
    private Dictionary<Guid, DueClock> due = [];

    public async Task Expect(IReadOnlyCollection<Guid> subjects, CancellationToken cancellation) =>
        due = await DueClock.Load(db, subjects, cancellation);

    public Task WhenDue(Guid subject, DateTimeOffset dueAt, CancellationToken cancellation)
    {
        var (clock, handoff, representative) = due[subject];
        if (clock.Warn(handoff, representative) is { } warned)
        {
            db.Publish(clock, warned, clock.WarnAt);
        }

        return Task.CompletedTask;
    }
}
