using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Team;

/// <summary>The hierarchy of teams. It stays a tree, also when two callers move teams at the same time.</summary>
internal static class TeamTree
{
    private const long MovingLock = 0x5445414D53; // "TEAMS"

    /// <summary>Takes a lock until the transaction ends. A second move waits, and then sees the first one.</summary>
    public static Task LockMoves(SalesDb db, CancellationToken cancellation) =>
        db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock({MovingLock})", cancellation);

    /// <summary>Whether <paramref name="above"/> is the team itself, or a team below it.</summary>
    public static async Task<bool> IsBelow(SalesDb db, Guid team, Guid above, CancellationToken cancellation) =>
        await db.Database.SqlQuery<Guid>(
            $"""
            with recursive upwards as (
                select id, parent_id from teams where id = {above}
                union
                select teams.id, teams.parent_id from teams join upwards on teams.id = upwards.parent_id)
            select id as "Value" from upwards where id = {team}
            """).AnyAsync(cancellation);
}
