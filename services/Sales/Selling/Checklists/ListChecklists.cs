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
}
