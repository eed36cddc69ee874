using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Imports;

internal static class ListImports
{
    public static async Task<Ok<Page<ImportResponse>>> Handle(
        SalesDb db, ClaimsPrincipal caller, CancellationToken cancellation, Guid? after = null,
        [Range(1, Page<ImportResponse>.LargestLimit)] int limit = Page<ImportResponse>.DefaultLimit)
    {
        var items = await VisibleTo(db, caller).Where(import => after == null || import.Id < after)
            .OrderByDescending(import => import.Id).Take(limit + 1).ToListAsync(cancellation);
        return TypedResults.Ok(Page.Of([.. items.Select(ImportResponse.Of)], limit, item => item.Id));
    }

    /// <summary>
    /// A file may name records of any owner, so a caller who does not see all records sees only the caller's own imports.
    /// </summary>
    public static IQueryable<Import> VisibleTo(SalesDb db, ClaimsPrincipal caller)
    {
        var (seesAll, me) = (db.Sight.SeesAll && db.Sight.ShowsAllAmounts, Actor.Of(caller)!.Id);
        return db.Imports.Where(import => seesAll || import.StartedBy == me);
    }
}
