using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Routing;

internal static class GetTerritory
{
    public static async Task<Results<Ok<TerritoryResponse>, ProblemHttpResult>> Handle(
        [MaxLength(TerritoryRule.CodeLength)] string code, SalesDb db, CancellationToken cancellation) =>
        await db.TerritoryRules.SingleOrDefaultAsync(rule => rule.Code == code, cancellation) is { } rule
            ? TypedResults.Ok(TerritoryResponse.Of(rule))
            : TerritoryRefusals.NotFound(code).ToProblem();
}
