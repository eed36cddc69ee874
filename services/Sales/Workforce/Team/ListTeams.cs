using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Team;

/// <param name="Code">Kebab-case. Never changes.</param>
/// <param name="ParentId">The parent team. Absent for a top team.</param>
/// <param name="ManagerId">The representative who manages the team, and sees the records of the team and of the teams below.</param>
public sealed record TeamResponse(Guid Id, string Code, string Name, Guid? ParentId, Guid? ManagerId)
{
    internal static TeamResponse Of(SalesTeam team) => new(team.Id, team.Code, team.Name, team.ParentId, team.ManagerId);
}

/// <summary>All teams. There are few enough for one answer.</summary>
public sealed record TeamsResponse(IReadOnlyList<TeamResponse> Items);

internal static class ListTeams
{
    public static async Task<Ok<TeamsResponse>> Handle(SalesDb db, CancellationToken cancellation)
    {
        var teams = await db.Teams.AsNoTracking().OrderBy(team => team.Code).ToListAsync(cancellation);
        return TypedResults.Ok(new TeamsResponse([.. teams.Select(TeamResponse.Of)]));
    }

    public static async Task<Results<Ok<TeamResponse>, ProblemHttpResult>> Show(Guid id, SalesDb db, CancellationToken cancellation) =>
        await db.Teams.FindAsync([id], cancellation) is { } team
            ? TypedResults.Ok(TeamResponse.Of(team))
            : TeamRefusals.TeamNotFound.ToProblem();
}
