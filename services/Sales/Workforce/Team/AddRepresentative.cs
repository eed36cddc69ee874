using System.ComponentModel.DataAnnotations;
using Funnel.Values;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Team;

/// <param name="ExternalId">The key of the person in another system.</param>
/// <param name="Active">Whether the person gets handoffs.</param>
/// <param name="TeamId">The team of the person. A manager adds people only to the managed teams and the teams below.</param>
public sealed record AddRepresentativeRequest(
    [property: Required, MaxLength(Representative.NameLength)] string Name,
    [property: Required, Email, MaxLength(Representative.EmailLength)] string Email,
    [property: MinLength(1), MaxLength(Representative.ExternalIdLength)] string? ExternalId = null,
    bool Active = true,
    Guid? TeamId = null);

internal static class AddRepresentative
{
    public static async Task<Results<Created<RepresentativeResponse>, Ok<RepresentativeResponse>, ProblemHttpResult>> Handle(
        AddRepresentativeRequest request, SalesDb db, AvailabilitySignal signal, TimeProvider clock, CancellationToken cancellation)
    {
        var email = Representative.Normalise(request.Email);
        var known = await db.Representatives
            .Where(person => person.Email == email || (request.ExternalId != null && person.ExternalId == request.ExternalId))
            .ToListAsync(cancellation);
        if (known.Count > 1)
        {
            return TeamRefusals.TwoPeople.ToProblem();
        }

        if (known is [var same])
        {
            return TypedResults.Ok(RepresentativeResponse.Of(same));
        }

        if ((await ManagedTeams.Load(db, cancellation)).CheckInto("teamId", request.TeamId).IsRefused(out var notManaged))
        {
            return notManaged.ToProblem();
        }

        if (request.TeamId is { } team && !await db.Teams.AnyAsync(one => one.Id == team, cancellation))
        {
            return TeamRefusals.NoSuchTeam.Because($"`teamId` is '{team}', which is not a team.").ToProblem();
        }

        var now = clock.GetUtcNow();
        var person = Representative.Join(request.Name, request.Email, request.ExternalId, request.Active, now, request.TeamId);
        db.Add(person);
        await db.SaveChangesAsync(cancellation);
        db.AfterCommit(signal.Raise);
        return TypedResults.Created($"/api/sales/v1/representatives/{person.Id}", RepresentativeResponse.Of(person));
    }
}
