using Funnel.Sales.Visibility;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Accounts;

internal static class GetAccount
{
    /// <remarks>A merged account redirects to the one that it was merged into.</remarks>
    public static async Task<Results<Ok<AccountResponse>, RedirectHttpResult, ProblemHttpResult>> Handle(Guid id, SalesDb db,
        CancellationToken cancellation)
    {
        if (await db.Accounts.FindAsync([id], cancellation) is not { } found)
        {
            return AccountRefusals.NotFound.ToProblem();
        }

        var target = (await MergeRedirects<Account>.Of(db.Accounts.IgnoringOwnership(), [found], cancellation)).Of(found);
        return target == found ? TypedResults.Ok(AccountResponse.Of(found))
            : !db.Sight.Sees(target.OwnerId) ? AccountRefusals.NotFound.ToProblem()
            : TypedResults.Redirect($"/api/sales/v1/accounts/{target.Id}", permanent: true, preserveMethod: true);
    }
}
