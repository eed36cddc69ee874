using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Team;

/// <summary>Whose turn it is: the active representative who was given a handoff longest ago.</summary>
/// <remarks>
/// One rota lives as long as its transaction, so that a batch of handoffs is dealt out as fairly as single ones. The
/// lock makes those who deal at the same time, in whatever replica, deal one after the other. It is an advisory one
/// because a row lock would give the transaction its place in the journal before everything is read.
/// </remarks>
internal sealed class Rota(SalesDb db)
{
    private const long DealingLock = 0x524F5441; // "ROTA"

    private List<Representative>? active;
    private long turn;

    /// <summary>Takes the lock until the transaction ends, and reads who is there.</summary>
    public async Task Open(CancellationToken cancellation)
    {
        if (active is not null)
        {
            return;
        }

        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock({DealingLock})", cancellation);
        var everyone = await db.Representatives.ToListAsync(cancellation);
        turn = everyone.Select(person => person.LastTurn).DefaultIfEmpty().Max();
        active = [.. everyone.Where(person => person.IsActive)];
    }

    /// <summary>Gives the next turn, and says why in a sentence; nobody where nobody is active.</summary>
    public (Representative? Representative, string Explanation) Next()
    {
        if (active!.MinBy(person => (person.LastTurn, person.Id)) is not { } next)
        {
            return (null, "No representative is active; it waits in the queue.");
        }

        var waited = next.LastTurn == 0 ? "had been given none yet" : "had waited longest";
        next.TakeTurn(++turn);
        return (next, $"Round robin: of {active!.Count} active representatives {next.Name} {waited}.");
    }
}
