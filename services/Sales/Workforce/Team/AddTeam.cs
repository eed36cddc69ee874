using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Team;

/// <param name="Code">Kebab-case; a known one is answered as it is.</param>
/// <param name="ParentId">The team above; absent at the top.</param>
/// <param name="ManagerId">A representative, who sees what the team and those below it own.</param>
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

        if (request.ParentId is { } parent && !await db.Teams.AnyAsync(team => team.Id == parent, cancellation))
        {
            return TeamRefusals.ParentNotFound.Because($"'{parent}' is none.").ToProblem();
        }

        if (request.ManagerId is { } manager && !await db.Representatives.AnyAsync(person => person.Id == manager, cancellation))
        {
            return TeamRefusals.ManagerNotFound.Because($"'{manager}' is none.").ToProblem();
        }

        var team = SalesTeam.Found(request.Code, request.Name, request.ParentId, request.ManagerId, clock.GetUtcNow());
        db.Add(team);
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Created($"/api/sales/v1/teams/{team.Id}", TeamResponse.Of(team));
    }
}
