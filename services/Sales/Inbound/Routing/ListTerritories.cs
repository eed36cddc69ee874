using System.ComponentModel.DataAnnotations;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Routing;

/// <inheritdoc cref="PutTerritoryRequest"/>
public sealed record TerritoryResponse(
    string Code, string Name, int Position, IReadOnlyList<string> Countries, IReadOnlyList<string> Channels, IReadOnlyList<string> Industries,
    int? EmployeesFrom, int? EmployeesBelow, IReadOnlyList<Guid> RepresentativeIds, Guid? TeamId, DateTimeOffset? ValidFrom, DateTimeOffset? ValidUntil)
{
    internal static TerritoryResponse Of(TerritoryRule rule) => new(
        rule.Code, rule.Name, rule.Position, rule.Countries, rule.Channels, rule.Industries,
        rule.EmployeesFrom, rule.EmployeesBelow, rule.RepresentativeIds, rule.TeamId, rule.ValidFrom, rule.ValidUntil);
}

/// <summary>In the order in which they are looked at. Territories are few enough for one answer.</summary>
public sealed record TerritoriesResponse(IReadOnlyList<TerritoryResponse> Items);

internal static class ListTerritories
{
    private static readonly Refusal NotFound = new("territory-not-found", 404, "There is no such territory.");

    public static async Task<Ok<TerritoriesResponse>> Handle(SalesDb db, CancellationToken cancellation)
    {
        var rules = await db.TerritoryRules.AsNoTracking().OrderBy(rule => rule.Position).ThenBy(rule => rule.Code).ToListAsync(cancellation);
        return TypedResults.Ok(new TerritoriesResponse([.. rules.Select(TerritoryResponse.Of)]));
    }

    public static async Task<Results<Ok<TerritoryResponse>, ProblemHttpResult>> Show(
        [MaxLength(TerritoryRule.CodeLength)] string code, SalesDb db, CancellationToken cancellation) =>
        await db.TerritoryRules.SingleOrDefaultAsync(rule => rule.Code == code, cancellation) is { } rule
            ? TypedResults.Ok(TerritoryResponse.Of(rule))
            : NotFound.ToProblem();

    public static async Task<Results<NoContent, ProblemHttpResult>> Remove(
        [MaxLength(TerritoryRule.CodeLength)] string code, SalesDb db, CancellationToken cancellation)
    {
        if (await db.TerritoryRules.SingleOrDefaultAsync(rule => rule.Code == code, cancellation) is not { } rule)
        {
            return NotFound.ToProblem();
        }

        db.Remove(rule);
        db.RemoveRange(await db.TurnShares.Where(share => share.Pool == rule.Id).ToListAsync(cancellation));
        await db.SaveChangesAsync(cancellation);
        return TypedResults.NoContent();
    }
}
