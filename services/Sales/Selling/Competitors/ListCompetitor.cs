using System.ComponentModel.DataAnnotations;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Competitors;

/// <param name="Name">What people read.</param>
public sealed record ListCompetitorRequest([property: Required, MaxLength(Competitor.NameLength)] string Name);

/// <param name="Code">What opportunities and events carry.</param>
/// <param name="RetiredAt">Since when it may not be named any more; absent while it may.</param>
public sealed record CompetitorResponse(string Code, string Name, DateTimeOffset? RetiredAt)
{
    internal static CompetitorResponse Of(Competitor competitor) => new(competitor.Code, competitor.Name, competitor.RetiredAt);
}

public sealed record CompetitorsResponse(IReadOnlyList<CompetitorResponse> Items);

/// <summary>The managed list of competitors.</summary>
internal static class ListCompetitor
{
    private static readonly Refusal NotFound = new("competitor-not-found", 404, "There is no such competitor.");

    public static async Task<Ok<CompetitorsResponse>> All(SalesDb db, CancellationToken cancellation)
    {
        var competitors = await db.Competitors.AsNoTracking().OrderBy(competitor => competitor.Name).ThenBy(competitor => competitor.Code).ToListAsync(cancellation);
        return TypedResults.Ok(new CompetitorsResponse([.. competitors.Select(CompetitorResponse.Of)]));
    }

    public static async Task<Results<Ok<CompetitorResponse>, ProblemHttpResult>> Show(
        [RegularExpression(Competitor.CodePattern)] string code, SalesDb db, CancellationToken cancellation) =>
        await Find(db, code, cancellation) is { } competitor ? TypedResults.Ok(CompetitorResponse.Of(competitor)) : NotFound.ToProblem();

    public static async Task<Results<Ok<CompetitorResponse>, Created<CompetitorResponse>>> Handle(
        [RegularExpression(Competitor.CodePattern), MaxLength(Competitor.CodeLength)] string code,
        ListCompetitorRequest request, SalesDb db, CancellationToken cancellation)
    {
        var known = await Find(db, code, cancellation);
        known?.Become(request.Name);
        var competitor = known ?? Competitor.List(code, request.Name);
        if (known is null)
        {
            db.Add(competitor);
        }

        await db.SaveChangesAsync(cancellation);
        return known is null ? TypedResults.Created($"/api/sales/v1/competitors/{code}", CompetitorResponse.Of(competitor)) : TypedResults.Ok(CompetitorResponse.Of(competitor));
    }

    public static async Task<Results<Ok<CompetitorResponse>, ProblemHttpResult>> Retire(
        [RegularExpression(Competitor.CodePattern)] string code, SalesDb db, TimeProvider clock, CancellationToken cancellation)
    {
        if (await Find(db, code, cancellation) is not { } competitor)
        {
            return NotFound.ToProblem();
        }

        competitor.Retire(clock.GetUtcNow());
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Ok(CompetitorResponse.Of(competitor));
    }

    public static ValueTask<Competitor?> Find(SalesDb db, string code, CancellationToken cancellation) => db.Competitors.FindAsync([code], cancellation);
}
