using Funnel.Messaging;
using Funnel.OpenApi;
using Funnel.Sales.CustomFields;
using Funnel.Sales.Views;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Pipeline;

internal static class PipelineEndpoints
{
    public static void AddPipeline(this WebApplicationBuilder builder)
    {
        DealClosing.Add(builder.Services);
        DealCorrecting.Add(builder.Services);
        StageAge.Add(builder.Services);
    }

    public static void MapPipeline(this WebApplication app)
    {
        var api = app.MapGroup("/api/sales/v1").WithTags("Pipeline").RequirePermissions("sales").RetryOnConflict<SalesDb>();
        MapPipelines(api);
        MapOpportunities(api.MapGroup("/opportunities"));

        app.MapGroup("/api/sales/v1/custom-fields").WithTags("Custom fields").RequirePermission(SalesPermissions.Pipelines)
            .RetryOnConflict<SalesDb>()
            .MapPost("/{record}/{code}/retire", RetireCustomField.Handle).Versioned<SalesDb, CustomField>(CustomFieldsEndpoints.ByCode)
            .WithSummary("Retires a custom field; its values stay");
    }

    private static void MapPipelines(RouteGroupBuilder api)
    {
        api.MapGet("/pipelines", ListPipelines.Handle).WithSummary("Lists the pipelines with their stages");
        api.MapGet("/pipelines/{code}", GetPipeline.Handle).Versioned<SalesDb, SalesPipeline>(ByCode)
            .WithSummary("Shows a pipeline with its stages");
        api.MapPut("/pipelines/{code}", DefinePipeline.Handle).Versioned<SalesDb, SalesPipeline>(ByCode)
            .RequirePermission(SalesPermissions.Pipelines)
            .WithSummary("Creates a pipeline with its stages, or replaces its definition");
        api.MapGet("/pipelines/{code}/board", GetBoard.Handle).Tag()
            .WithSummary("Shows the open opportunities of a pipeline by stage: their number, their amounts, and the first opportunities");

        static ValueTask<SalesPipeline?> ByCode(SalesDb db, EndpointFilterInvocationContext context, CancellationToken cancellation) =>
            DefinePipeline.Find(db, context.GetArgument<string>(0), cancellation);
    }

    private static void MapOpportunities(RouteGroupBuilder api)
    {
        api.MapGet("/", ListOpportunities.Handle)
            .WithSummary("Lists opportunities by filter, search and order");
        api.MapGet("/{id:guid}", GetOpportunity.Handle).Versioned<SalesDb, Opportunity>()
            .WithSummary("Shows an opportunity with its histories");
        api.MapPost("/", CreateOpportunity.Handle).Versioned<SalesDb, Opportunity>()
            .WithSummary("Creates an opportunity, or records a historical opportunity");
        api.MapPost("/batch", CreateOpportunities.Handle).DisableValidation()
            .WithSummary("Creates up to 1,000 opportunities; each item succeeds or fails alone");
        api.MapPatch("/{id:guid}", ChangeOpportunity.Handle).Versioned<SalesDb, Opportunity>()
            .WithSummary("Changes the given values of an open opportunity")
            .WithExample("""{"name": "Fleet planning", "expectedCloseDate": "2026-06-30"}""");
        api.MapPost("/{id:guid}/stage", MoveOpportunity.Handle).Versioned<SalesDb, Opportunity>()
            .WithSummary("Moves an open opportunity to another open stage");
        api.MapPost("/{id:guid}/amount", ChangeAmount.Handle).Versioned<SalesDb, Opportunity>()
            .WithSummary("Changes the amount of an open opportunity");
        api.MapPost("/{id:guid}/win", WinOpportunity.Handle).Versioned<SalesDb, Opportunity>()
            .WithSummary("Wins an open opportunity");
        api.MapPost("/{id:guid}/lose", LoseOpportunity.Handle).Versioned<SalesDb, Opportunity>()
            .WithSummary("Loses an open opportunity");
        api.MapPost("/{id:guid}/reopen", ReopenOpportunity.Handle).Versioned<SalesDb, Opportunity>()
            .RequirePermission(SalesPermissions.Correct)
            .WithSummary("Opens a won or lost opportunity again, for a reason; its outcome does not count any more")
            .WithExample("""{"reason": "closed-by-mistake"}""");
        api.MapPost("/{id:guid}/correct", CorrectOpportunity.Handle).Versioned<SalesDb, Opportunity>()
            .RequirePermission(SalesPermissions.Correct)
            .WithSummary("Corrects the given values of a won or lost opportunity; its outcome stays")
            .WithExample("""{"amount": 24000, "closedAt": "2026-06-30T12:00:00Z", "reason": "best-fit"}""");
        api.MapPost("/correct/batch", CorrectOpportunities.Handle).DisableValidation()
            .RequirePermission(SalesPermissions.Correct)
            .WithSummary("Corrects up to 1,000 won or lost opportunities; each item succeeds or fails alone");
        api.MapGet("/{id:guid}/lines", GetLines.Handle).Versioned<SalesDb, Opportunity>()
            .WithSummary("Shows the lines of an opportunity");
        api.MapPut("/{id:guid}/lines", SetLines.Handle).Versioned<SalesDb, Opportunity>()
            .WithSummary("Replaces the lines of an open opportunity; its amount becomes their sum");
    }
}
