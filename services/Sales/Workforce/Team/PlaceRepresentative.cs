using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Team;

/// <param name="TeamId">The team of the representative. Absent for no team. A manager moves members only within the managed teams and
/// the teams below.</param>
public sealed record JoinTeamRequest(Guid? TeamId = null);

/// <param name="SignsInAs">The subject of the person's access tokens, such as the id of a person in the gateway. Absent removes
/// the link.</param>
public sealed record LinkPersonRequest([property: MinLength(1), MaxLength(Representative.SignsInAsLength)] string? SignsInAs = null);

/// <summary>
/// Sets the team of a representative, and the user who signs in as the representative. Both decide which records the person sees.
/// </summary>
internal static class PlaceRepresentative
{
    public static async Task<Results<Ok<RepresentativeResponse>, ProblemHttpResult>> JoinTeam(
        Guid id, JoinTeamRequest request, SalesDb db, CancellationToken cancellation)
    {
        if (await db.Representatives.FindAsync([id], cancellation) is not { } person)
        {
            return TeamRefusals.NotFound.ToProblem();
        }

        var managed = await ManagedTeams.Load(db, cancellation);
        if (managed.CheckPerson(person).IsRefused(out var refusal) || managed.CheckInto("teamId", request.TeamId).IsRefused(out refusal))
        {
            return refusal.ToProblem();
        }

        if (request.TeamId is { } team && !await db.Teams.AnyAsync(known => known.Id == team, cancellation))
        {
            return TeamRefusals.NoSuchTeam.Because($"`teamId` is '{team}', which is not a team.").ToProblem();
        }

        person.JoinTeam(request.TeamId);
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Ok(RepresentativeResponse.Of(person));
    }

    public static async Task<Results<Ok<RepresentativeResponse>, ProblemHttpResult>> LinkPerson(
        Guid id, LinkPersonRequest request, SalesDb db, CancellationToken cancellation)
    {
        if (await db.Representatives.FindAsync([id], cancellation) is not { } person)
        {
            return TeamRefusals.NotFound.ToProblem();
        }

        var managed = await ManagedTeams.Load(db, cancellation);
        if ((await managed.CheckSignIn(person, cancellation)).IsRefused(out var refusal))
        {
            return refusal.ToProblem();
        }

        if (request.SignsInAs is { } subject
            && await db.Representatives.AnyAsync(other => other.SignsInAs == subject && other.Id != id, cancellation))
        {
            return TeamRefusals.PersonTaken.Because($"`signsInAs` is '{subject}', which another representative has.").ToProblem();
        }

        person.LinkTo(request.SignsInAs);
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Ok(RepresentativeResponse.Of(person));
    }
}
