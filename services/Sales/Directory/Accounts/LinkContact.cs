using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Accounts;

/// <param name="Role">The part that the contact plays when the account buys. Absent removes the role.</param>
public sealed record LinkContactRequest(BuyingRole? Role = null);

internal static class LinkContact
{
    public static async Task<Results<Ok<ContactResponse>, ProblemHttpResult>> Handle(
        Guid id, Guid contactId, LinkContactRequest request, SalesDb db, TimeProvider clock, CancellationToken cancellation)
    {
        if (await db.Accounts.FindAsync([id], cancellation) is not { MergedIntoId: null } account)
        {
            return AccountRefusals.NotFound.ToProblem();
        }

        // A link brings a contact into sight, so the caller must see the contact already.
        if (await db.SeenContacts
            .SingleOrDefaultAsync(one => one.Id == contactId && one.MergedIntoId == null, cancellation) is not { } contact)
        {
            return AccountRefusals.ContactNotFound.ToProblem();
        }

        if (await Find(db, id, contactId, cancellation) is { } link)
        {
            link.SetRole(request.Role);
        }
        else
        {
            db.Add(AccountContact.Link(account, contact, request.Role, clock.GetUtcNow()));
        }

        await db.SaveChangesAsync(cancellation);
        return TypedResults.Ok((await GetContact.Show(db, contactId, cancellation))!);
    }

    public static Task<AccountContact?> Find(SalesDb db, Guid accountId, Guid contactId, CancellationToken cancellation) =>
        db.AccountContacts.SingleOrDefaultAsync(link => link.AccountId == accountId && link.ContactId == contactId, cancellation);
}
