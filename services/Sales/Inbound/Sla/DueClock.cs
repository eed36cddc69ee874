using Funnel.Sales.Handoffs;
using Funnel.Sales.Team;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Sla;

/// <summary>An SLA clock whose timer is due, with its handoff and the representative who has the handoff.</summary>
internal sealed record DueClock(SlaClock Clock, Handoff Handoff, Representative? Representative)
{
    /// <summary>Loads the clocks of a batch of timers with one query.</summary>
    public static async Task<Dictionary<Guid, DueClock>> Load(SalesDb db, IReadOnlyCollection<Guid> clocks, CancellationToken cancellation)
    {
        var ids = clocks.ToArray();
        var due = await (
            from clock in db.SlaClocks
            where ids.Contains(clock.Id)
            join handoff in db.Handoffs on clock.HandoffId equals handoff.Id
            join person in db.Representatives on handoff.RepresentativeId equals (Guid?)person.Id into people
            from representative in people.DefaultIfEmpty()
            select new { clock, handoff, representative }).ToListAsync(cancellation);
        return due.ToDictionary(row => row.clock.Id, row => new DueClock(row.clock, row.handoff, row.representative));
    }
}
