using Funnel.Contracts.Marketing;
using Funnel.Messaging;
using Funnel.ServiceDefaults;

namespace Funnel.Marketing.Scoring;

internal static class ScoringEndpoints
{
    /// <summary>Scores leads whenever a fact of Marketing's own journal may have changed their score.</summary>
    public static IServiceCollection AddScoring(this IServiceCollection services) =>
        services.AddScoped<LeadsToScore>().AddJournalReader<MarketingDb>(
        "scoring",
        reader => reader.Hear<ContactCaptured, WhenContactCaptured>().Hear<ContactIdentified, WhenContactIdentified>()
            .Hear<TouchRecorded, WhenTouchRecorded>().Hear<LeadDequalified, WhenLeadDequalified>().FinishWith<QualifyLeads>(),
        largestBatch: 2000);

    public static void MapScoring(this WebApplication app)
    {
        var rules = app.MapGroup("/api/marketing/v1/scoring/rule-sets").WithTags("Scoring").RequirePermissions("marketing")
            .RetryOnConflict<MarketingDb>();
        rules.MapPost("/", DraftRules.Handle).VersionedByAnswer<MarketingDb, RuleSet, RuleSetResponse>(answer => [answer.Id])
            .WithSummary("Drafts a version of the scoring rules");
        rules.MapPost("/{version:int}/publish", PublishRules.Handle)
            .Versioned<MarketingDb, RuleSet>((db, context, cancellation) => new(db.Find(context.GetArgument<int>(0), cancellation)))
            .RequirePermission(MarketingPermissions.Publish).WithSummary("Publishes a draft of the scoring rules");
        rules.MapGet("/", ListRules.Handle).WithSummary("Lists the versions of the scoring rules, newest first");
        rules.MapGet("/{version:int}", GetRules.Handle)
            .Versioned<MarketingDb, RuleSet>((db, context, cancellation) => new(db.Find(context.GetArgument<int>(0), cancellation)))
            .WithSummary("Shows a version of the scoring rules");
        app.MapGet("/api/marketing/v1/leads/{id:guid}/score", GetScore.Handle).WithTags("Scoring").RequirePermissions("marketing")
            .WithSummary("Shows the score of a lead and its contributions");
    }
}
