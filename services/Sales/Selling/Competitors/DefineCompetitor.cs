using System.ComponentModel.DataAnnotations;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Sales.Competitors;

/// <param name="Name">The name that people read.</param>
public sealed record DefineCompetitorRequest([property: Required, MaxLength(Competitor.NameLength)] string Name);

internal static class DefineCompetitor
{
    /// <remarks>A retired competitor is in use again.</remarks>
    public static async Task<Results<Ok<CompetitorResponse>, Created<CompetitorResponse>>> Handle(
        [RegularExpression(Competitor.CodePattern), MaxLength(Competitor.CodeLength)] string code,
        DefineCompetitorRequest request, SalesDb db, CancellationToken cancellation)
    {
        var known = await Find(db, code, cancellation);
        known?.Redefine(request.Name);
        var competitor = known ?? Competitor.Define(code, request.Name);
        if (known is null)
        {
            db.Add(competitor);
        }

        await db.SaveChangesAsync(cancellation);
        var response = CompetitorResponse.Of(competitor);
        return known is null ? TypedResults.Created($"/api/sales/v1/competitors/{code}", response) : TypedResults.Ok(response);
    }

    public static ValueTask<Competitor?> Find(SalesDb db, string code, CancellationToken cancellation) =>
        db.Competitors.FindAsync([code], cancellation);
}
