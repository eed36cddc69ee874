using Funnel.Sales.Handoffs;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Routing;

/// <summary>The lock under which handoffs are routed, and the availability of the representatives while the lock is held.</summary>
/// <remarks>
/// The lock makes all replicas route one after the other, so that turns are fair. It is an advisory lock, because a row lock would
/// give the transaction its place in the journal before it has read everything.
/// </remarks>
internal sealed class RotaLock(SalesDb db, TimeProvider clock)
{
    private const long LockKey = 0x524F5441; // "ROTA"

    private Availability? availability;

    /// <summary>Takes the lock until the transaction ends, and loads the availability. A second call returns the same one.</summary>
    public async Task<Availability> Take(CancellationToken cancellation)
    {
        if (availability is null)
        {
            await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock({LockKey})", cancellation);
            var now = clock.GetUtcNow();
            var everyone = await db.Representatives.ToListAsync(cancellation);
            var away = await db.Absences.AsNoTracking().Where(absence => absence.From <= now && absence.Until > now)
                .GroupBy(absence => absence.RepresentativeId)
                .Select(theirs => new { theirs.Key, Until = theirs.Max(absence => absence.Until) })
                .ToDictionaryAsync(absence => absence.Key, absence => absence.Until, cancellation);
            var limited = everyone.Where(person => person.MaxOpenHandoffs is not null).Select(person => (Guid?)person.Id).ToArray();
            var open = await db.Handoffs
                .Where(handoff => handoff.Status == HandoffStatus.Pending && limited.Contains(handoff.RepresentativeId))
                .GroupBy(handoff => handoff.RepresentativeId!.Value).Select(theirs => new { theirs.Key, Count = theirs.Count() })
                .ToDictionaryAsync(theirs => theirs.Key, theirs => theirs.Count, cancellation);
            availability = new(everyone, away, open, await db.TurnShares.ToListAsync(cancellation), share => db.Add(share));
        }

        return availability;
    }
}
