using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Accounts;

internal static class GetContact
{
    /// <remarks>What was merged away leads to what is left of it.</remarks>
    public static async Task<Results<Ok<ContactResponse>, RedirectHttpResult, ProblemHttpResult>> Handle(Guid id, SalesDb db, CancellationToken cancellation)
    {
        // Tracked, so that the answer can name its version.
        if (await db.SeenContacts.SingleOrDefaultAsync(contact => contact.Id == id, cancellation) is not { } found)
        {
            return AccountRefusals.ContactNotFound.ToProblem();
        }

        var survivor = (await MergeRedirects<Contact>.Of(db.Contacts, [found], cancellation)).Of(found);
        return survivor == found
            ? TypedResults.Ok((await Show(db, id, cancellation))!)
            : TypedResults.Redirect($"/api/sales/v1/contacts/{survivor.Id}", permanent: true, preserveMethod: true);
    }

    public static Task<ContactResponse?> Show(SalesDb db, Guid id, CancellationToken cancellation) =>
        ListContacts.Show(db, db.Contacts.AsNoTracking().Where(contact => contact.Id == id)).SingleOrDefaultAsync(cancellation);
}
