using System.ComponentModel.DataAnnotations;
using Funnel.Sales.Pipeline;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Competitors;

/// <summary>All who are in the running from now on.</summary>
/// <param name="Competitors">Codes from the managed list, 20 at the most; none is an answer too.</param>
public sealed record NameCompetitorsRequest([property: Required, MaxLength(20)] IReadOnlyList<string> Competitors);

public sealed record OpportunityCompetitorsResponse(Guid OpportunityId, IReadOnlyList<string> Competitors);

internal static class NameCompetitors
{
    private static readonly Refusal NotOnList = new("competitor-not-on-list", 422, "The competitor is not on the managed list.");

    public static async Task<Results<Ok<OpportunityCompetitorsResponse>, ProblemHttpResult>> Handle(
        Guid id, NameCompetitorsRequest request, SalesDb db, CancellationToken cancellation)
    {
        if (!await db.Opportunities.AnyAsync(opportunity => opportunity.Id == id, cancellation))
        {
            return PipelineRefusals.NotFound.ToProblem();
        }

        string[] wanted = [.. request.Competitors.Distinct().Order(StringComparer.Ordinal)];
        var named = await db.OpportunityCompetitors.Where(link => link.OpportunityId == id).ToListAsync(cancellation);
        var added = wanted.Except(named.Select(link => link.Competitor)).ToList();
        if (await Refuse(db, added, cancellation) is { } refusal)
        {
            return refusal.ToProblem();
        }

        db.RemoveRange(named.Where(link => !wanted.Contains(link.Competitor)));
        db.AddRange(added.Select(code => new OpportunityCompetitor(id, code)));
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Ok(new OpportunityCompetitorsResponse(id, wanted));
    }

    /// <returns>Why one of these cannot be named, or null.</returns>
    public static async Task<Refusal?> Refuse(SalesDb db, IReadOnlyCollection<string> codes, CancellationToken cancellation)
    {
        var listed = codes.Count == 0 ? [] : await db.Competitors.AsNoTracking().Where(competitor => codes.Contains(competitor.Code) && competitor.RetiredAt == null)
            .Select(competitor => competitor.Code).ToListAsync(cancellation);
        return codes.Except(listed).FirstOrDefault() is { } unknown ? NotOnList.Because($"'{unknown}' is not.") : null;
    }
}
