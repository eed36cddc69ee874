using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Accounts;

internal static class GetContact
{
    /// <remarks>A merged contact redirects to the one that it was merged into.</remarks>
    public static async Task<Results<Ok<ContactResponse>, RedirectHttpResult, ProblemHttpResult>> Handle(Guid id, SalesDb db,
        CancellationToken cancellation)
    {
        // Tracked, so that the response can carry its version.
        if (await db.SeenContacts.SingleOrDefaultAsync(contact => contact.Id == id, cancellation) is not { } found)
        {
            return AccountRefusals.ContactNotFound.ToProblem();
        }

        var target = (await MergeRedirects<Contact>.Of(db.Contacts, [found], cancellation)).Of(found);
        var isSeen = target == found || await db.SeenContacts.AnyAsync(contact => contact.Id == target.Id, cancellation);
        return target == found ? TypedResults.Ok((await Show(db, id, cancellation))!)
            : !isSeen ? AccountRefusals.ContactNotFound.ToProblem()
            : TypedResults.Redirect($"/api/sales/v1/contacts/{target.Id}", permanent: true, preserveMethod: true);
    }

    public static Task<ContactResponse?> Show(SalesDb db, Guid id, CancellationToken cancellation) =>
        ListContacts.Show(db, db.Contacts.AsNoTracking().Where(contact => contact.Id == id)).SingleOrDefaultAsync(cancellation);
}
