using Funnel.Messaging;
using Funnel.OpenApi;
using Funnel.Sales.CustomFields;
using Funnel.Sales.Views;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Pipeline;

internal static class PipelineEndpoints
{
    public static void AddPipeline(this WebApplicationBuilder builder) => StageAge.Add(builder.Services);

    public static void MapPipeline(this WebApplication app)
    {
        var api = app.MapGroup("/api/sales/v1").WithTags("Pipeline").RequirePermissions("sales").RetryOnConflict<SalesDb>();
        api.MapGet("/pipelines", ListPipelines.Handle).WithSummary("Lists the pipelines with their stages");
        api.MapGet("/pipelines/{code}", ListPipelines.Show)
            .Versioned<SalesDb, SalesPipeline>((db, context, cancellation) => DefinePipeline.Find(db, context.GetArgument<string>(0), cancellation)).WithSummary("Shows a pipeline with its stages");
        api.MapPut("/pipelines/{code}", DefinePipeline.Handle)
            .Versioned<SalesDb, SalesPipeline>((db, context, cancellation) => DefinePipeline.Find(db, context.GetArgument<string>(0), cancellation))
            .RequirePermission(Access.SalesManagement).WithSummary("Defines a pipeline with its stages, new or anew");
        api.MapGet("/pipelines/{code}/board", ShowBoard.Handle).OnlyKnownParameters().Tag().WithSummary("Shows a pipeline's open opportunities by stage: how many, how much, and the first of each");
        api.MapGet("/opportunities", ListOpportunities.Handle).OnlyKnownParameters().WithSummary("Lists opportunities by filter, search and order");
        api.MapGet("/opportunities/{id:guid}", GetOpportunity.Handle).Versioned<SalesDb, Opportunity>().WithSummary("Shows an opportunity with its histories");
        api.MapPost("/opportunities", CreateOpportunity.Handle).VersionedByAnswer<SalesDb, Opportunity, OpportunityState>(answer => [answer.Id]).WithSummary("Creates an opportunity, or moves one in with its history");
        api.MapPost("/opportunities/batch", CreateOpportunities.Handle).WithSummary("Moves up to 1,000 opportunities in; each stands alone");
        api.MapPatch("/opportunities/{id:guid}", ChangeOpportunity.Handle).Versioned<SalesDb, Opportunity>().WithSummary("Changes what is named of an open opportunity, and nothing else")
            .WithExample("""{"name": "Fleet planning", "expectedCloseDate": "2026-06-30"}""");
        api.MapPost("/opportunities/{id:guid}/stage", MoveOpportunity.Handle).Versioned<SalesDb, Opportunity>().WithSummary("Moves an open opportunity to another open stage");
        api.MapPost("/opportunities/{id:guid}/amount", ChangeAmount.Handle).Versioned<SalesDb, Opportunity>().WithSummary("Changes an open opportunity's amount");
        api.MapPost("/opportunities/{id:guid}/win", CloseOpportunity.Win).Versioned<SalesDb, Opportunity>().WithSummary("Wins an open opportunity");
        api.MapPost("/opportunities/{id:guid}/lose", CloseOpportunity.Lose).Versioned<SalesDb, Opportunity>().WithSummary("Loses an open opportunity");
        api.MapGet("/opportunities/{id:guid}/lines", GetLines.Handle).Versioned<SalesDb, Opportunity>().WithSummary("Shows what an opportunity sells, line by line");
        api.MapPut("/opportunities/{id:guid}/lines", SetLines.Handle).Versioned<SalesDb, Opportunity>().WithSummary("Replaces an open opportunity's lines, which its amount then follows");

        app.MapGroup("/api/sales/v1/custom-fields").WithTags("Custom fields").RequirePermission(Access.SalesManagement).RetryOnConflict<SalesDb>()
            .MapPost("/{record}/{code}/retire", RetireCustomField.Handle).Versioned<SalesDb, CustomField>(CustomFieldsEndpoints.ByCode)
            .WithSummary("Retires a custom field; its values stay");
    }
}
