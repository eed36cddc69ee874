using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Competitors;

public sealed record CompetitorsResponse(IReadOnlyList<CompetitorResponse> Items);

internal static class ListCompetitors
{
    public static async Task<Ok<CompetitorsResponse>> Handle(SalesDb db, CancellationToken cancellation)
    {
        var competitors = await db.Competitors.AsNoTracking()
            .OrderBy(competitor => competitor.Name).ThenBy(competitor => competitor.Code).ToListAsync(cancellation);
        return TypedResults.Ok(new CompetitorsResponse([.. competitors.Select(CompetitorResponse.Of)]));
    }
}
