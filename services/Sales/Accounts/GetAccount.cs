using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Accounts;

internal static class GetAccount
{
    public static async Task<Results<Ok<AccountResponse>, ProblemHttpResult>> Handle(Guid id, SalesDb db, CancellationToken cancellation) =>
        await db.Accounts.AsNoTracking().SingleOrDefaultAsync(account => account.Id == id, cancellation) is { } found
            ? TypedResults.Ok(AccountResponse.Of(found))
            : AccountRefusals.NotFound.ToProblem();
}
