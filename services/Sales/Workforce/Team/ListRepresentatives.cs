using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Team;

/// <param name="ExternalId">The key in the system that the person came from.</param>
/// <param name="IsActive">Whether new handoffs may go to this person.</param>
/// <param name="SignsInAs">The subject of the person's access tokens; absent for who does not sign in.</param>
/// <param name="Weight">The person's share of the turns, against the others' weights.</param>
/// <param name="MaxOpenHandoffs">As many pending handoffs the person may have; any number where it is absent.</param>
public sealed record RepresentativeResponse(
    Guid Id, string Name, string Email, string? ExternalId, bool IsActive, Guid? TeamId = null, string? SignsInAs = null, int Weight = 1, int? MaxOpenHandoffs = null)
{
    internal static RepresentativeResponse Of(Representative person) =>
        new(person.Id, person.Name, person.Email, person.ExternalId, person.IsActive, person.TeamId, person.SignsInAs,
            person.Weight, person.MaxOpenHandoffs);
}

/// <summary>A team is small enough for one answer.</summary>
public sealed record RepresentativesResponse(IReadOnlyList<RepresentativeResponse> Items);

internal static class ListRepresentatives
{
    public static async Task<Ok<RepresentativesResponse>> Handle(SalesDb db, CancellationToken cancellation)
    {
        var team = await db.Representatives.AsNoTracking().OrderBy(person => person.Name).ThenBy(person => person.Id).ToListAsync(cancellation);
        return TypedResults.Ok(new RepresentativesResponse([.. team.Select(RepresentativeResponse.Of)]));
    }
}
