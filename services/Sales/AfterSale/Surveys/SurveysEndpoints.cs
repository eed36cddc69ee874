using Funnel.Messaging;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Surveys;

internal static class SurveysEndpoints
{
    public static void AddSurveys(this WebApplicationBuilder builder)
    {
        builder.AddOptionsFrom<SurveyOptions>(SurveyOptions.Section);
        SurveyOptions.Add(builder);
    }

    public static void MapSurveys(this WebApplication app)
    {
        var api = app.MapGroup("/api/sales/v1").WithTags("Surveys").RequirePermissions("sales").RetryOnConflict<SalesDb>();
        api.MapPost("/customers/{id:guid}/surveys", SendSurvey.Handle)
            .WithSummary("Creates a survey for a contact and returns the link to answer it");
        api.MapGet("/surveys", ListSurveys.Handle)
            .WithSummary("Lists surveys with their answers, newest first");
        api.MapGet("/surveys/score", GetNetPromoterScore.Handle)
            .WithSummary("Shows the net promoter score of a period");
        api.MapPost("/surveys/{id:guid}/act", FollowUpOnSurvey.Handle).Versioned<SalesDb, Survey>()
            .WithSummary("Records the follow-up on an answer");

        var open = app.MapGroup(SurveyLinks.Path).WithTags("Surveys").AllowAnonymous().AllowUnknownParameters()
            .RetryOnConflict<SalesDb>();
        open.MapGet("/{token}", ShowSurvey.Handle)
            .WithSummary("Shows the survey page");
        open.MapPost("/{token}", AnswerSurvey.Handle)
            .WithSummary("Answers a survey");
        open.MapPost("/{token}/form", AnswerSurvey.HandleForm).DisableAntiforgery()
            .Accepts<AnswerSurveyRequest>("application/x-www-form-urlencoded")
            .WithSummary("Answers a survey from the survey page");
    }
}
