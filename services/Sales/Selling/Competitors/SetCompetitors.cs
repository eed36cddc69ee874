using System.ComponentModel.DataAnnotations;
using Funnel.Sales.Pipeline;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Competitors;

/// <summary>The competitors for an opportunity. They replace the current ones.</summary>
/// <param name="Competitors">Codes from the managed list, at most 20. An empty list removes all competitors.</param>
public sealed record SetCompetitorsRequest([property: Required, MaxLength(20)] IReadOnlyList<string> Competitors);

public sealed record OpportunityCompetitorsResponse(Guid OpportunityId, IReadOnlyList<string> Competitors);

internal static class SetCompetitors
{
    private static readonly Refusal NotOnList = new("competitor-not-on-list", 422, "The competitor is not on the managed list.");

    public static async Task<Results<Ok<OpportunityCompetitorsResponse>, ProblemHttpResult>> Handle(
        Guid id, SetCompetitorsRequest request, SalesDb db, CancellationToken cancellation)
    {
        if (!await db.Opportunities.AnyAsync(opportunity => opportunity.Id == id, cancellation))
        {
            return PipelineRefusals.NotFound.ToProblem();
        }

        string[] wanted = [.. request.Competitors.Distinct().Order(StringComparer.Ordinal)];
        var current = await db.OpportunityCompetitors.Where(link => link.OpportunityId == id).ToListAsync(cancellation);
        var added = wanted.Except(current.Select(link => link.Competitor)).ToList();
        if ((await CheckListed(db, added, cancellation)).IsRefused(out var refusal))
        {
            return refusal.ToProblem();
        }

        db.RemoveRange(current.Where(link => !wanted.Contains(link.Competitor)));
        db.AddRange(added.Select(code => new OpportunityCompetitor(id, code)));
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Ok(new OpportunityCompetitorsResponse(id, wanted));
    }

    /// <summary>Checks whether each code is on the managed list and not retired.</summary>
    public static async Task<Result> CheckListed(SalesDb db, IReadOnlyCollection<string> codes, CancellationToken cancellation)
    {
        if (codes.Count == 0)
        {
            return Result.Done;
        }

        var listed = await db.Competitors.AsNoTracking()
            .Where(competitor => codes.Contains(competitor.Code) && competitor.RetiredAt == null)
            .Select(competitor => competitor.Code).ToListAsync(cancellation);
        return CheckAmong(listed, codes);
    }

    /// <param name="listed">The codes on the managed list that are not retired.</param>
    public static Result CheckAmong(IEnumerable<string> listed, IEnumerable<string> codes) =>
        codes.Except(listed).FirstOrDefault() is { } unknown
            ? NotOnList.Because($"The competitor is '{unknown}', which is unknown or retired. Add it to the list of competitors first.")
            : Result.Done;
}
