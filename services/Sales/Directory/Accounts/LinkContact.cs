using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Accounts;

/// <param name="Role">What part the contact plays in the account's buying; absent: in none that we know of.</param>
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

        // Whom a link would bring into sight must be in sight.
        if (await db.SeenContacts.SingleOrDefaultAsync(one => one.Id == contactId && one.MergedIntoId == null, cancellation) is not { } contact)
        {
            return AccountRefusals.ContactNotFound.ToProblem();
        }

        if (await Find(db, id, contactId, cancellation) is { } link)
        {
            link.Play(request.Role);
        }
        else
        {
            db.Add(AccountContact.Link(account, contact, request.Role, clock.GetUtcNow()));
        }

        await db.SaveChangesAsync(cancellation);
        return TypedResults.Ok((await GetContact.Show(db, contactId, cancellation))!);
    }

    public static async Task<Results<NoContent, ProblemHttpResult>> Undo(Guid id, Guid contactId, SalesDb db, CancellationToken cancellation)
    {
        if (!await db.Accounts.AnyAsync(account => account.Id == id, cancellation) || await Find(db, id, contactId, cancellation) is not { } link)
        {
            return AccountRefusals.LinkNotFound.ToProblem();
        }

        db.Remove(link);
        await db.SaveChangesAsync(cancellation);
        return TypedResults.NoContent();
    }

    private static Task<AccountContact?> Find(SalesDb db, Guid accountId, Guid contactId, CancellationToken cancellation) =>
        db.AccountContacts.SingleOrDefaultAsync(link => link.AccountId == accountId && link.ContactId == contactId, cancellation);
}
