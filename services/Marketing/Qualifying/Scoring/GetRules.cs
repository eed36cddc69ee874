using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Marketing.Scoring;

/// <summary>A version of the scoring rules.</summary>
/// <param name="PublishedAt">Absent for a draft. The highest published version is in effect.</param>
public sealed record RuleSetResponse(
    Guid Id, int Version, decimal Threshold, DateTimeOffset DraftedAt, DateTimeOffset? PublishedAt, string? Note,
    IReadOnlyList<ScoringRule> Rules, IReadOnlyList<Disqualifier> Disqualifiers)
{
    internal static RuleSetResponse Of(RuleSet rules) => new(
        rules.Id, rules.Version, rules.Threshold, rules.DraftedAt, rules.PublishedAt, rules.Note, rules.Rules, rules.Disqualifiers);
}

internal static class GetRules
{
    public static async Task<Results<Ok<RuleSetResponse>, ProblemHttpResult>> Handle(int version, MarketingDb db,
        CancellationToken cancellation) =>
        await db.Find(version, cancellation) is { } rules
            ? TypedResults.Ok(RuleSetResponse.Of(rules))
            : ScoringRefusals.NotFound.Because($"No rule set has the version {version}.").ToProblem();

    internal static Task<RuleSet?> Find(this MarketingDb db, int version, CancellationToken cancellation) =>
        db.RuleSets.FirstOrDefaultAsync(rules => rules.Version == version, cancellation);

    /// <summary>The rule set in effect.</summary>
    internal static Task<RuleSet> InEffect(this MarketingDb db, CancellationToken cancellation) =>
        db.RuleSets.AsNoTracking().Where(rules => rules.PublishedAt != null).OrderByDescending(rules => rules.Version)
            .FirstAsync(cancellation);
}
