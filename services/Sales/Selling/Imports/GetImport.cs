using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Imports;

internal static class GetImport
{
    public static async Task<Results<Ok<ImportResponse>, ProblemHttpResult>> Handle(Guid id, SalesDb db, ClaimsPrincipal caller, CancellationToken cancellation) =>
        await Of(db, caller).SingleOrDefaultAsync(import => import.Id == id, cancellation) is { } import
            ? TypedResults.Ok(ImportResponse.Of(import))
            : ImportRefusals.NotFound.ToProblem();

    public static async Task<Ok<Page<ImportResponse>>> List(
        SalesDb db, ClaimsPrincipal caller, CancellationToken cancellation, Guid? after = null,
        [Range(1, Page<ImportResponse>.LargestLimit)] int limit = Page<ImportResponse>.DefaultLimit)
    {
        var items = await Of(db, caller).Where(import => after == null || import.Id < after).OrderByDescending(import => import.Id).Take(limit + 1).ToListAsync(cancellation);
        return TypedResults.Ok(Page.Of([.. items.Select(ImportResponse.Of)], limit, item => item.Id));
    }

    /// <summary>What a file names may be anybody's: to whoever does not see all, their own imports are shown.</summary>
    public static IQueryable<Import> Of(SalesDb db, ClaimsPrincipal caller)
    {
        var (seesAll, me) = (db.Sight.SeesAll && db.Sight.ShowsAllAmounts, Actor.Of(caller)!.Id);
        return db.Imports.Where(import => seesAll || import.StartedBy == me);
    }
}
