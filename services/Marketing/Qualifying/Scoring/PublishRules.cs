using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Marketing.Scoring;

/// <summary>Publishes a draft, which all later scores use. Publishing alone hands over no lead, so that it cannot flood Sales.</summary>
internal static class PublishRules
{
    public static async Task<Results<Ok<RuleSetResponse>, ProblemHttpResult>> Handle(
        int version, MarketingDb db, TimeProvider clock, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        if (await db.Find(version, cancellation) is not { } rules)
        {
            return ScoringRefusals.NotFound.Because($"No rule set has the version {version}.").ToProblem();
        }

        var newest = await db.RuleSets.Where(other => other.PublishedAt != null).MaxAsync(other => (int?)other.Version, cancellation) ?? 0;
        if (rules.Publish(newest, now).IsRefused(out var refusal, out var published))
        {
            return refusal.ToProblem();
        }

        db.Publish(rules, published, now);
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Ok(RuleSetResponse.Of(rules));
    }
}
