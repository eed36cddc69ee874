using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Team;

/// <param name="ParentId">The new parent team. Absent makes it a top team. A manager moves only teams below the managed teams, and only
/// within them.</param>
public sealed record MoveTeamRequest(Guid? ParentId = null);

internal static class MoveTeam
{
    public static async Task<Results<Ok<TeamResponse>, ProblemHttpResult>> Handle(
        Guid id, MoveTeamRequest request, SalesDb db, CancellationToken cancellation)
    {
        Results<Ok<TeamResponse>, ProblemHttpResult> answer = TeamRefusals.TeamNotFound.ToProblem();
        await db.InTransaction(async () =>
        {
            await TeamTree.LockMoves(db, cancellation);
            if (await db.Teams.FindAsync([id], cancellation) is { } team)
            {
                answer = await Move(team, request.ParentId, db, cancellation);
            }
        }, cancellation);
        return answer;
    }

    private static async Task<Results<Ok<TeamResponse>, ProblemHttpResult>> Move(
        SalesTeam team, Guid? parentId, SalesDb db, CancellationToken cancellation)
    {
        var managed = await ManagedTeams.Load(db, cancellation);
        if (managed.CheckMove(team).IsRefused(out var refusal) || managed.CheckInto("parentId", parentId).IsRefused(out refusal))
        {
            return refusal.ToProblem();
        }

        if (parentId is { } parent)
        {
            if (!await db.Teams.AnyAsync(other => other.Id == parent, cancellation))
            {
                return TeamRefusals.ParentNotFound.Because($"`parentId` is '{parent}', which is not a team.").ToProblem();
            }

            if (await TeamTree.IsBelow(db, team.Id, parent, cancellation))
            {
                return TeamRefusals.Cycle.Because($"`parentId` is the team '{team.Code}' itself, or a team below it.").ToProblem();
            }
        }

        team.MoveBelow(parentId);
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Ok(TeamResponse.Of(team));
    }
}
