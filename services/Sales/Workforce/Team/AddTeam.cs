using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Team;

/// <param name="Code">Kebab-case. If the code is known, the answer is the known team, unchanged.</param>
/// <param name="ParentId">The parent team. Absent for a top team, which only an administrator adds. A manager adds teams below the managed
/// teams.</param>
/// <param name="ManagerId">The representative who manages the team. The manager sees the records of the team and of the teams
/// below. A manager names only representatives of the managed teams.</param>
public sealed record AddTeamRequest(
    [property: Required, MaxLength(SalesTeam.CodeLength), RegularExpression(SalesTeam.CodePattern)] string Code,
    [property: Required, MaxLength(SalesTeam.NameLength)] string Name,
    Guid? ParentId = null,
    Guid? ManagerId = null);

internal static class AddTeam
{
    public static async Task<Results<Created<TeamResponse>, Ok<TeamResponse>, ProblemHttpResult>> Handle(
        AddTeamRequest request, SalesDb db, TimeProvider clock, CancellationToken cancellation)
    {
        if (await db.Teams.SingleOrDefaultAsync(team => team.Code == request.Code, cancellation) is { } known)
        {
            return TypedResults.Ok(TeamResponse.Of(known));
        }

        var managed = await ManagedTeams.Load(db, cancellation);
        if (managed.CheckInto("parentId", request.ParentId).IsRefused(out var refusal)
            || managed.CheckManager(request.ManagerId).IsRefused(out refusal))
        {
            return refusal.ToProblem();
        }

        if (request.ParentId is { } parent && !await db.Teams.AnyAsync(team => team.Id == parent, cancellation))
        {
            return TeamRefusals.ParentNotFound.Because($"`parentId` is '{parent}', which is not a team.").ToProblem();
        }

        if (request.ManagerId is { } manager && !await db.Representatives.AnyAsync(person => person.Id == manager, cancellation))
        {
            return TeamRefusals.ManagerNotFound.Because($"`managerId` is '{manager}', which is not a representative.").ToProblem();
        }

        var team = SalesTeam.Create(request.Code, request.Name, request.ParentId, request.ManagerId, clock.GetUtcNow());
        db.Add(team);
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Created($"/api/sales/v1/teams/{team.Id}", TeamResponse.Of(team));
    }
}
