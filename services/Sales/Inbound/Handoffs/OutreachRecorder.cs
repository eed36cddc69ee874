using Funnel.Sales.Sla;
using Funnel.Sales.Team;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Handoffs;

/// <summary>The clocks of many handoffs, looked up at once, for outreach that is told in bulk.</summary>
internal sealed class OutreachRecorder
{
    private readonly SalesDb db;
    private readonly Dictionary<Guid, SlaClock> clocks;
    private readonly Dictionary<Guid, Representative> representatives;

    private OutreachRecorder(SalesDb db, Dictionary<Guid, SlaClock> clocks, Dictionary<Guid, Representative> representatives) =>
        (this.db, this.clocks, this.representatives) = (db, clocks, representatives);

    public static async Task<OutreachRecorder> Open(SalesDb db, IReadOnlyCollection<Handoff> handoffs, CancellationToken cancellation)
    {
        if (handoffs.Count == 0)
        {
            return new(db, [], []);
        }

        var ids = handoffs.Select(handoff => handoff.Id).ToArray();
        var people = handoffs.Select(handoff => handoff.RepresentativeId).OfType<Guid>().Distinct().ToArray();
        return new(db,
            await db.SlaClocks.Where(clock => ids.Contains(clock.HandoffId)).ToDictionaryAsync(clock => clock.HandoffId, cancellation),
            await db.Representatives.AsNoTracking().Where(person => people.Contains(person.Id)).ToDictionaryAsync(person => person.Id, cancellation));
    }

    /// <inheritdoc cref="FirstOutreach.Record"/>
    /// <param name="handoff">The one for which it counts.</param>
    public void Record(Handoff handoff, DateTimeOffset at)
    {
        if (clocks.TryGetValue(handoff.Id, out var clock))
        {
            FirstOutreach.Count(db, handoff, clock, handoff.RepresentativeId is { } who ? representatives.GetValueOrDefault(who) : null, at);
        }
    }
}
