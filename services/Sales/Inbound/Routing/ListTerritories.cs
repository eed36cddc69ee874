using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Routing;

/// <inheritdoc cref="PutTerritoryRequest"/>
public sealed record TerritoryResponse(
    string Code, string Name, int Position, IReadOnlyList<string> Countries, IReadOnlyList<string> Channels,
    IReadOnlyList<string> Industries, int? EmployeesFrom, int? EmployeesBelow, IReadOnlyList<Guid> RepresentativeIds, Guid? TeamId,
    DateTimeOffset? ValidFrom, DateTimeOffset? ValidUntil)
{
    internal static TerritoryResponse Of(TerritoryRule rule) => new(
        rule.Code, rule.Name, rule.Position, rule.Countries, rule.Channels, rule.Industries,
        rule.EmployeesFrom, rule.EmployeesBelow, rule.RepresentativeIds, rule.TeamId, rule.ValidFrom, rule.ValidUntil);
}

/// <summary>All territories, in the order in which they are checked.</summary>
public sealed record TerritoriesResponse(IReadOnlyList<TerritoryResponse> Items);

internal static class ListTerritories
{
    public static async Task<Ok<TerritoriesResponse>> Handle(SalesDb db, CancellationToken cancellation)
    {
        var rules = await db.TerritoryRules.AsNoTracking().OrderBy(rule => rule.Position).ThenBy(rule => rule.Code)
            .ToListAsync(cancellation);
        return TypedResults.Ok(new TerritoriesResponse([.. rules.Select(TerritoryResponse.Of)]));
    }
}
