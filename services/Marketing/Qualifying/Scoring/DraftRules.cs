using System.ComponentModel.DataAnnotations;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Marketing.Scoring;

/// <summary>A draft of a new version of the scoring rules.</summary>
public sealed record DraftRulesRequest
{
    public const int MostRules = 200;
    public const int HighestThreshold = 100_000;

    /// <summary>A lead qualifies if its score reaches this threshold.</summary>
    [Range(1, HighestThreshold)]
    public required decimal Threshold { get; init; }

    [Required, MaxLength(MostRules), NoNulls]
    public required IReadOnlyList<ScoringRule> Rules { get; init; }

    /// <summary>A lead that matches one of these conditions never qualifies.</summary>
    [MaxLength(MostRules), NoNulls]
    public IReadOnlyList<Disqualifier>? Disqualifiers { get; init; }

    /// <summary>The reason for the new version.</summary>
    [StringLength(RuleSet.LongestNote)]
    public string? Note { get; init; }
}

/// <summary>Drafts a version of the rules. A draft has no effect and never changes: an improvement is a new draft.</summary>
internal static class DraftRules
{
    public static async Task<Results<Created<RuleSetResponse>, ProblemHttpResult>> Handle(
        DraftRulesRequest request, MarketingDb db, TimeProvider clock, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var newest = await db.RuleSets.MaxAsync(rules => (int?)rules.Version, cancellation) ?? 0;
        if (RuleSet.Draft(newest + 1, request.Threshold, request.Rules, request.Disqualifiers ?? [], request.Note.OrNull(), now)
            .IsRefused(out var refusal, out var draft))
        {
            return refusal.ToProblem();
        }

        db.RuleSets.Add(draft);
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Created($"/api/marketing/v1/scoring/rule-sets/{draft.Version}", RuleSetResponse.Of(draft));
    }
}
