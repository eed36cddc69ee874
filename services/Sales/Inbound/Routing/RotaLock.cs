using Funnel.Sales.Handoffs;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Routing;

/// <summary>Who can take handoffs, and whose turn it is, for as long as a transaction: a batch is dealt out as fairly as single ones.</summary>
/// <remarks>
/// The lock makes those who deal at the same time, in whatever replica, deal one after the other. It is an advisory one
/// because a row lock would give the transaction its place in the journal before everything is read.
/// </remarks>
internal sealed class RotaLock(SalesDb db, TimeProvider clock)
{
    private const long DealingLock = 0x524F5441; // "ROTA"

    private Availability? roster;

    /// <summary>Takes the lock until the transaction ends, and reads who is there; the same roster when asked again.</summary>
    public async Task<Availability> Open(CancellationToken cancellation)
    {
        if (roster is null)
        {
            await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock({DealingLock})", cancellation);
            var now = clock.GetUtcNow();
            var everyone = await db.Representatives.ToListAsync(cancellation);
            var away = await db.Absences.AsNoTracking().Where(absence => absence.From <= now && absence.Until > now)
                .GroupBy(absence => absence.RepresentativeId).Select(theirs => new { theirs.Key, Until = theirs.Max(absence => absence.Until) })
                .ToDictionaryAsync(absence => absence.Key, absence => absence.Until, cancellation);
            var limited = everyone.Where(person => person.MaxOpenHandoffs is not null).Select(person => (Guid?)person.Id).ToArray();
            var open = await db.Handoffs.Where(handoff => handoff.Status == HandoffStatus.Pending && limited.Contains(handoff.RepresentativeId))
                .GroupBy(handoff => handoff.RepresentativeId!.Value).Select(theirs => new { theirs.Key, Count = theirs.Count() })
                .ToDictionaryAsync(theirs => theirs.Key, theirs => theirs.Count, cancellation);
            roster = new(everyone, away, open, await db.TurnShares.ToListAsync(cancellation), share => db.Add(share));
        }

        return roster;
    }
}
