using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Sales.Checklists;

internal static class GetChecklist
{
    public static async Task<Results<Ok<ChecklistResponse>, ProblemHttpResult>> Handle(
        [RegularExpression(Checklist.CodePattern), MaxLength(Checklist.CodeLength)] string code, SalesDb db,
            CancellationToken cancellation) =>
        await DefineChecklist.Find(db, code, cancellation) is { } checklist
            ? TypedResults.Ok(ChecklistResponse.Of(checklist))
            : DefineChecklist.NotFound.ToProblem();
}
