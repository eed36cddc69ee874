using System.Security.Claims;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Imports;

internal static class CancelImport
{
    /// <remarks>Opportunities that were already imported are kept. The remaining records of the file are deleted.</remarks>
    public static async Task<Results<Ok<ImportResponse>, ProblemHttpResult>> Handle(
        Guid id, SalesDb db, ClaimsPrincipal caller, TimeProvider clock, CancellationToken cancellation)
    {
        if (await ListImports.VisibleTo(db, caller).SingleOrDefaultAsync(import => import.Id == id, cancellation) is not { } import)
        {
            return ImportRefusals.NotFound.ToProblem();
        }

        if (import.Cancel(clock.GetUtcNow()).IsRefused(out var refusal))
        {
            return refusal.ToProblem();
        }

        await db.InTransaction(async () =>
        {
            await db.SaveChangesAsync(cancellation);
            await db.ImportRecords.Where(record => record.ImportId == id).ExecuteDeleteAsync(cancellation);
        }, cancellation);
        return TypedResults.Ok(ImportResponse.Of(import));
    }
}
