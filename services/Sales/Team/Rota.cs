using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Team;

/// <summary>The team's turns, for as long as a transaction: a batch of handoffs is dealt out as fairly as single ones.</summary>
/// <remarks>
/// The lock makes those who deal at the same time, in whatever replica, deal one after the other. It is an advisory one
/// because a row lock would give the transaction its place in the journal before everything is read.
/// </remarks>
internal sealed class Rota(SalesDb db)
{
    private const long DealingLock = 0x524F5441; // "ROTA"

    private Turns? turns;

    /// <summary>Takes the lock until the transaction ends, and reads who is there; the same turns when asked again.</summary>
    public async Task<Turns> Open(CancellationToken cancellation)
    {
        if (turns is null)
        {
            await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock({DealingLock})", cancellation);
            turns = new(await db.Representatives.ToListAsync(cancellation));
        }

        return turns;
    }
}
