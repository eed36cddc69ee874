using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Imports;

internal static class GetImport
{
    public static async Task<Results<Ok<ImportResponse>, ProblemHttpResult>> Handle(
        Guid id, SalesDb db, ClaimsPrincipal caller, CancellationToken cancellation) =>
        await ListImports.VisibleTo(db, caller).SingleOrDefaultAsync(import => import.Id == id, cancellation) is { } import
            ? TypedResults.Ok(ImportResponse.Of(import))
            : ImportRefusals.NotFound.ToProblem();
}
