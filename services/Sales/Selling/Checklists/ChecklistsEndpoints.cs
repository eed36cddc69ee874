using Funnel.Messaging;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Checklists;

internal static class ChecklistsEndpoints
{
    public static void MapChecklists(this WebApplication app)
    {
        var checklists = app.MapGroup("/api/sales/v1/checklists").WithTags("Checklists").RequirePermission(SalesPermissions.Pipelines)
            .RetryOnConflict<SalesDb>();
        checklists.MapGet("/", ListChecklists.Handle).WithSummary("Lists the checklists").RequirePermissions("sales");
        checklists.MapGet("/{code}", GetChecklist.Handle).Versioned<SalesDb, Checklist>(ByCode).RequirePermissions("sales")
            .WithSummary("Shows a checklist");
        checklists.MapPut("/{code}", DefineChecklist.Handle).Versioned<SalesDb, Checklist>(ByCode)
            .WithSummary("Creates a checklist, or replaces its definition");

        var answers = app.MapGroup("/api/sales/v1/opportunities/{id:guid}/checklists").WithTags("Checklists").RequirePermissions("sales")
            .RetryOnConflict<SalesDb>();
        answers.MapGet("/{checklist}", GetChecklistAnswers.Handle).Tag()
            .WithSummary("Shows the answers of a checklist for an opportunity, with their history");
        answers.MapPost("/{checklist}", AnswerChecklist.Handle).WithSummary("Answers items of a checklist for an opportunity");

        static ValueTask<Checklist?> ByCode(SalesDb db, EndpointFilterInvocationContext context, CancellationToken cancellation) =>
            DefineChecklist.Find(db, context.GetArgument<string>(0), cancellation);
    }
}
