using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Accounts;

internal static class UnlinkContact
{
    public static async Task<Results<NoContent, ProblemHttpResult>> Handle(Guid id, Guid contactId, SalesDb db,
        CancellationToken cancellation)
    {
        if (!await db.Accounts.AnyAsync(account => account.Id == id, cancellation)
            || await LinkContact.Find(db, id, contactId, cancellation) is not { } link)
        {
            return AccountRefusals.LinkNotFound.ToProblem();
        }

        db.Remove(link);
        await db.SaveChangesAsync(cancellation);
        return TypedResults.NoContent();
    }
}
