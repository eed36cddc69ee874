using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Accounts;

internal static class GetContact
{
    public static async Task<Results<Ok<ContactResponse>, ProblemHttpResult>> Handle(Guid id, SalesDb db, CancellationToken cancellation) =>
        await db.Contacts.AsNoTracking().Where(contact => contact.Id == id)
            .Select(contact => new ContactResponse(contact.Id, contact.AccountId, contact.FullName, contact.Email, contact.Phone, contact.CreatedAt))
            .SingleOrDefaultAsync(cancellation) is { } found
            ? TypedResults.Ok(found)
            : AccountRefusals.ContactNotFound.ToProblem();
}
