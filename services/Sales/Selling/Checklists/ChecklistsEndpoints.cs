using Funnel.Messaging;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Checklists;

internal static class ChecklistsEndpoints
{
    public static void MapChecklists(this WebApplication app)
    {
        var checklists = app.MapGroup("/api/sales/v1/checklists").WithTags("Checklists").RequirePermission(Access.SalesManagement).RetryOnConflict<SalesDb>();
        checklists.MapGet("/", ListChecklists.Handle).WithSummary("Lists the checklists").RequirePermissions("sales");
        checklists.MapGet("/{code}", ListChecklists.Show)
            .Versioned<SalesDb, Checklist>((db, context, cancellation) => DefineChecklist.Find(db, context.GetArgument<string>(0), cancellation)).WithSummary("Shows a checklist").RequirePermissions("sales");
        checklists.MapPut("/{code}", DefineChecklist.Handle)
            .Versioned<SalesDb, Checklist>((db, context, cancellation) => DefineChecklist.Find(db, context.GetArgument<string>(0), cancellation))
            .WithSummary("Defines a checklist, new or anew");

        var answers = app.MapGroup("/api/sales/v1/opportunities/{id:guid}/checklists").WithTags("Checklists").RequirePermissions("sales").RetryOnConflict<SalesDb>();
        answers.MapGet("/{checklist}", AnswerChecklist.Show).Tag().WithSummary("Shows a checklist's answers for an opportunity, and their history");
        answers.MapPost("/{checklist}", AnswerChecklist.Handle).WithSummary("Answers items of a checklist for an opportunity");
    }
}
