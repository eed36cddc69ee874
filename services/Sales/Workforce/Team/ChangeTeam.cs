using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Team;

/// <summary>The new name and manager of a team.</summary>
/// <param name="ManagerId">A representative. Absent removes the manager. A manager changes only the managers of teams below.</param>
public sealed record ChangeTeamRequest([property: Required, MaxLength(SalesTeam.NameLength)] string Name, Guid? ManagerId = null);

internal static class ChangeTeam
{
    public static async Task<Results<Ok<TeamResponse>, ProblemHttpResult>> Handle(
        Guid id, ChangeTeamRequest request, SalesDb db, CancellationToken cancellation)
    {
        if (await db.Teams.FindAsync([id], cancellation) is not { } team)
        {
            return TeamRefusals.TeamNotFound.ToProblem();
        }

        if ((await ManagedTeams.Load(db, cancellation)).CheckChange(team, request.ManagerId).IsRefused(out var refusal))
        {
            return refusal.ToProblem();
        }

        if (request.ManagerId is { } manager && !await db.Representatives.AnyAsync(person => person.Id == manager, cancellation))
        {
            return TeamRefusals.ManagerNotFound.Because($"`managerId` is '{manager}', which is not a representative.").ToProblem();
        }

        team.Change(request.Name, request.ManagerId);
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Ok(TeamResponse.Of(team));
    }
}
