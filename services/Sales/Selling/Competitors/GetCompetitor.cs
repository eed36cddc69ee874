using System.ComponentModel.DataAnnotations;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Sales.Competitors;

/// <param name="Code">Opportunities and events name the competitor by this code.</param>
/// <param name="RetiredAt">When the competitor was retired. Absent while it is in use.</param>
public sealed record CompetitorResponse(string Code, string Name, DateTimeOffset? RetiredAt)
{
    internal static CompetitorResponse Of(Competitor competitor) => new(competitor.Code, competitor.Name, competitor.RetiredAt);
}

internal static class GetCompetitor
{
    public static readonly Refusal NotFound = new("competitor-not-found", 404, "The competitor does not exist.");

    public static async Task<Results<Ok<CompetitorResponse>, ProblemHttpResult>> Handle(
        [RegularExpression(Competitor.CodePattern)] string code, SalesDb db, CancellationToken cancellation) =>
        await DefineCompetitor.Find(db, code, cancellation) is { } competitor
            ? TypedResults.Ok(CompetitorResponse.Of(competitor))
            : NotFound.ToProblem();
}
