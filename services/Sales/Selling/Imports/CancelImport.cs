using System.Security.Claims;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Imports;

internal static class CancelImport
{
    /// <remarks>What was taken in until then stays; the rest of the file is forgotten.</remarks>
    public static async Task<Results<Ok<ImportResponse>, ProblemHttpResult>> Handle(
        Guid id, SalesDb db, ClaimsPrincipal caller, TimeProvider clock, CancellationToken cancellation)
    {
        if (await GetImport.Of(db, caller).SingleOrDefaultAsync(import => import.Id == id, cancellation) is not { } import)
        {
            return ImportRefusals.NotFound.ToProblem();
        }

        if (import.Cancel(clock.GetUtcNow()) is { } refusal)
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
