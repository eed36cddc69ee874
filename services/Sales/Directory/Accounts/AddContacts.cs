using Funnel.Messaging;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Accounts;

internal static class AddContacts
{
    private const long ContactsLock = 0x434F4E54414354; // "CONTACT"

    /// <remarks>One batch runs at a time. Two batches that name the same people in a different order would deadlock.</remarks>
    public static async Task<Ok<BulkResponse>> Handle(
        BulkRequest<AddContactRequest> request, SalesDb db, TimeProvider clock, CancellationToken cancellation)
    {
        List<BulkResult> results = [];
        await db.InTransaction(async () =>
        {
            await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock({ContactsLock})", cancellation);
            var intake = await ContactIntake.Open(db, request.Items, clock.GetUtcNow(), cancellation);
            results = [.. request.Items.Select(item => intake.Take(item).IsRefused(out var refusal, out var taken)
                ? BulkResult.Of(refusal)
                : new BulkResult(taken.IsNew ? BulkOutcome.Done : BulkOutcome.Unchanged, taken.Contact.Id))];
            await db.SaveChangesAsync(cancellation);
        }, cancellation);
        return TypedResults.Ok(BulkResponse.Of(results));
    }
}
