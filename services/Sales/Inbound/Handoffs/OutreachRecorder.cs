using Funnel.Sales.Sla;
using Funnel.Sales.Team;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Handoffs;

/// <summary>Records outreach to leads on the SLA clocks of their handoffs. It loads the clocks of all handoffs at once.</summary>
internal sealed class OutreachRecorder
{
    private readonly SalesDb db;
    private readonly Dictionary<Guid, SlaClock> clocks;
    private readonly Dictionary<Guid, Representative> representatives;

    private OutreachRecorder(SalesDb db, Dictionary<Guid, SlaClock> clocks, Dictionary<Guid, Representative> representatives) =>
        (this.db, this.clocks, this.representatives) = (db, clocks, representatives);

    public static async Task<OutreachRecorder> Load(SalesDb db, IReadOnlyCollection<Handoff> handoffs, CancellationToken cancellation)
    {
        if (handoffs.Count == 0)
        {
            return new(db, [], []);
        }

        var ids = handoffs.Select(handoff => handoff.Id).ToArray();
        var people = handoffs.Select(handoff => handoff.RepresentativeId).OfType<Guid>().Distinct().ToArray();
        return new(
            db,
            await db.SlaClocks.Where(clock => ids.Contains(clock.HandoffId)).ToDictionaryAsync(clock => clock.HandoffId, cancellation),
            await db.Representatives.AsNoTracking().Where(person => people.Contains(person.Id))
                .ToDictionaryAsync(person => person.Id, cancellation));
    }

    /// <summary>Records that a person reached out to the lead of the handoff. Call it before the save.</summary>
    /// <remarks>Calls may be repeated and may come in any order: the earliest outreach counts.</remarks>
    /// <param name="at">When the person reached out, not when it was logged.</param>
    public void Record(Handoff handoff, DateTimeOffset at)
    {
        if (clocks.TryGetValue(handoff.Id, out var clock))
        {
            Record(db, handoff, clock, handoff.RepresentativeId is { } id ? representatives.GetValueOrDefault(id) : null, at);
        }
    }

    /// <inheritdoc cref="Record(Handoff, DateTimeOffset)"/>
    /// <param name="representative">The representative who has the handoff.</param>
    public static void Record(SalesDb db, Handoff handoff, SlaClock clock, Representative? representative, DateTimeOffset at)
    {
        if (handoff.WasOpenAt(at) && clock.RecordOutreach(at, representative) is { } met)
        {
            db.Publish(clock, met, at, causedBy: handoff);
            SlaTimers.Unschedule(db, clock);
        }
    }
}
