using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Checklists;

public sealed record ChecklistsResponse(IReadOnlyList<ChecklistResponse> Items);

internal static class ListChecklists
{
    public static async Task<Ok<ChecklistsResponse>> Handle(SalesDb db, CancellationToken cancellation)
    {
        var checklists = await db.Checklists.AsNoTracking().OrderBy(checklist => checklist.Code).ToListAsync(cancellation);
        return TypedResults.Ok(new ChecklistsResponse([.. checklists.Select(ChecklistResponse.Of)]));
    }

    public static async Task<Results<Ok<ChecklistResponse>, ProblemHttpResult>> Show(
        [RegularExpression(Checklist.CodePattern), MaxLength(Checklist.CodeLength)] string code, SalesDb db, CancellationToken cancellation) =>
        await DefineChecklist.Find(db, code, cancellation) is { } checklist
            ? TypedResults.Ok(ChecklistResponse.Of(checklist))
            : DefineChecklist.NotFound.ToProblem();
}
