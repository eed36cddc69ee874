using Funnel.Messaging;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Accounts;

internal static class AddContacts
{
    private const long ContactsLock = 0x434F4E54414354; // "CONTACT"

    /// <remarks>One batch runs at a time. Two batches that name the same people in a different order would deadlock.</remarks>
    public static async Task<Results<Ok<BulkResponse>, ProblemHttpResult>> Handle(
        Bulk<AddContactRequest> request, SalesDb db, TimeProvider clock, CancellationToken cancellation)
    {
        if (request.CheckCount().IsRefused(out var wrongCount))
        {
            return wrongCount.ToProblem();
        }

        var answer = BulkResponse.Of([]);
        await db.InTransaction(async () =>
        {
            await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock({ContactsLock})", cancellation);
            var intake = await ContactIntake.Open(db, request.Sound, clock.GetUtcNow(), cancellation);
            answer = request.Answer(item => intake.Take(item).IsRefused(out var refusal, out var taken)
                ? BulkResult.Of(refusal)
                : new BulkResult(taken.IsNew ? BulkOutcome.Done : BulkOutcome.Unchanged, taken.Contact.Id));
            await db.SaveChangesAsync(cancellation);
        }, cancellation);
        return TypedResults.Ok(answer);
    }
}
