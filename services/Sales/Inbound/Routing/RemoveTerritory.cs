using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Routing;

internal static class RemoveTerritory
{
    public static async Task<Results<NoContent, ProblemHttpResult>> Handle(
        [MaxLength(TerritoryRule.CodeLength)] string code, SalesDb db, CancellationToken cancellation)
    {
        if (await db.TerritoryRules.SingleOrDefaultAsync(rule => rule.Code == code, cancellation) is not { } rule)
        {
            return TerritoryRefusals.NotFound(code).ToProblem();
        }

        db.Remove(rule);
        db.RemoveRange(await db.TurnShares.Where(share => share.Pool == rule.Id).ToListAsync(cancellation));
        await db.SaveChangesAsync(cancellation);
        return TypedResults.NoContent();
    }
}
