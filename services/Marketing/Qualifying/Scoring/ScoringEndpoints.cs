using Funnel.Messaging;
using Funnel.ServiceDefaults;

namespace Funnel.Marketing.Scoring;

internal static class ScoringEndpoints
{
    public static void MapScoring(this WebApplication app)
    {
        var rules = app.MapGroup("/api/marketing/v1/scoring/rule-sets").WithTags("Scoring").RequirePermissions("marketing").RetryOnConflict<MarketingDb>();
        rules.MapPost("/", DraftRules.Handle).VersionedByAnswer<MarketingDb, RuleSet, RuleSetResponse>(answer => [answer.Id]).WithSummary("Drafts a version of the scoring rules");
        rules.MapPost("/{version:int}/publish", PublishRules.Handle)
            .Versioned<MarketingDb, RuleSet>((db, context, cancellation) => new(db.Find(context.GetArgument<int>(0), cancellation))).WithSummary("Puts a draft into effect");
        rules.MapGet("/", ListRules.Handle).WithSummary("Lists the versions of the scoring rules, newest first");
        rules.MapGet("/{version:int}", GetRules.Handle)
            .Versioned<MarketingDb, RuleSet>((db, context, cancellation) => new(db.Find(context.GetArgument<int>(0), cancellation))).WithSummary("Shows a version of the scoring rules");
        app.MapGet("/api/marketing/v1/leads/{id:guid}/score", GetScore.Handle).WithTags("Scoring").RequirePermissions("marketing").WithSummary("Shows a lead's score and what makes it up");
    }
}
