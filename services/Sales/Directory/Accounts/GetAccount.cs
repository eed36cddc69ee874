using Funnel.Sales.Visibility;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Accounts;

internal static class GetAccount
{
    /// <remarks>What was merged away leads to what is left of it.</remarks>
    public static async Task<Results<Ok<AccountResponse>, RedirectHttpResult, ProblemHttpResult>> Handle(Guid id, SalesDb db, CancellationToken cancellation)
    {
        if (await db.Accounts.FindAsync([id], cancellation) is not { } found)
        {
            return AccountRefusals.NotFound.ToProblem();
        }

        var survivor = (await MergeRedirects<Account>.Of(db.Accounts.IgnoringOwnership(), [found], cancellation)).Of(found);
        return survivor == found
            ? TypedResults.Ok(AccountResponse.Of(found))
            : TypedResults.Redirect($"/api/sales/v1/accounts/{survivor.Id}", permanent: true, preserveMethod: true);
    }
}
