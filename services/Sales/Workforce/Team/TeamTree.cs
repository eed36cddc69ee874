using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Team;

/// <summary>Who is above whom. It stays a tree, whoever moves teams at the same time.</summary>
internal static class TeamTree
{
    private const long MovingLock = 0x5445414D53; // "TEAMS"

    /// <summary>Of two who move at the same time the second waits, and then sees what the first one did. Held until the transaction ends.</summary>
    public static Task OneMoveAtATime(SalesDb db, CancellationToken cancellation) =>
        db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock({MovingLock})", cancellation);

    /// <summary>Whether <paramref name="above"/> is the team itself, or anywhere below it.</summary>
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
