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
        api.MapPost("/customers/{id:guid}/surveys", SendSurvey.Handle).WithSummary("Makes a survey for a contact, and the link that answers it");
        api.MapGet("/surveys", ListSurveys.Handle).WithSummary("Lists surveys with their answers, newest first");
        api.MapGet("/surveys/score", ListSurveys.Score).WithSummary("Shows the net promoter score of a period");
        api.MapPost("/surveys/{id:guid}/act", ActOnSurvey.Handle).Versioned<SalesDb, Survey>().WithSummary("Notes what was done about an answer");

        var open = app.MapGroup(SurveyLinks.Path).WithTags("Surveys").AllowAnonymous().RetryOnConflict<SalesDb>();
        open.MapGet("/{token}", AnswerSurvey.Ask).WithSummary("Shows the page that asks");
        open.MapPost("/{token}", AnswerSurvey.Answer).WithSummary("Answers a survey, once");
        open.MapPost("/{token}/form", AnswerSurvey.AnswerForm).DisableAntiforgery().WithSummary("Answers a survey, once, from the page");
    }
}
