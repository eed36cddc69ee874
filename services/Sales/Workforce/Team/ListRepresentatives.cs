using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Team;

/// <param name="ExternalId">The key of the person in another system.</param>
/// <param name="IsActive">Whether the person gets new handoffs.</param>
/// <param name="SignsInAs">The subject of the person's access tokens. Absent if the person does not sign in.</param>
/// <param name="Weight">The share of new handoffs, relative to the weights of the others.</param>
/// <param name="MaxOpenHandoffs">The limit of pending handoffs. Absent for no limit.</param>
public sealed record RepresentativeResponse(
    Guid Id, string Name, string Email, string? ExternalId, bool IsActive, Guid? TeamId = null, string? SignsInAs = null, int Weight = 1,
    int? MaxOpenHandoffs = null)
{
    internal static RepresentativeResponse Of(Representative person) =>
        new(person.Id, person.Name, person.Email, person.ExternalId, person.IsActive, person.TeamId, person.SignsInAs,
            person.Weight, person.MaxOpenHandoffs);
}

/// <summary>All representatives. There are few enough for one answer.</summary>
public sealed record RepresentativesResponse(IReadOnlyList<RepresentativeResponse> Items);

internal static class ListRepresentatives
{
    public static async Task<Ok<RepresentativesResponse>> Handle(SalesDb db, CancellationToken cancellation)
    {
        var team = await db.Representatives.AsNoTracking().OrderBy(person => person.Name).ThenBy(person => person.Id)
            .ToListAsync(cancellation);
        return TypedResults.Ok(new RepresentativesResponse([.. team.Select(RepresentativeResponse.Of)]));
    }
}
