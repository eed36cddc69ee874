using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Sales.Competitors;

internal static class RetireCompetitor
{
    /// <remarks>Past opportunities keep a retired competitor.</remarks>
    public static async Task<Results<Ok<CompetitorResponse>, ProblemHttpResult>> Handle(
        [RegularExpression(Competitor.CodePattern)] string code, SalesDb db, TimeProvider clock, CancellationToken cancellation)
    {
        if (await DefineCompetitor.Find(db, code, cancellation) is not { } competitor)
        {
            return GetCompetitor.NotFound.ToProblem();
        }

        competitor.Retire(clock.GetUtcNow());
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Ok(CompetitorResponse.Of(competitor));
    }
}
