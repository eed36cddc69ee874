using Funnel.Messaging;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Pipeline;

internal static class CreateOpportunities
{
    public const long IntakeLock = 0x494E54414B45; // "INTAKE"

    /// <remarks>One batch runs at a time. Two batches that name the same accounts in another order would deadlock.</remarks>
    public static async Task<Results<Ok<BulkResponse>, ProblemHttpResult>> Handle(
        Bulk<CreateOpportunityRequest> request, SalesDb db, DealClosing closing, TimeProvider clock, CancellationToken cancellation)
    {
        if (request.CheckCount().IsRefused(out var wrongCount))
        {
            return wrongCount.ToProblem();
        }

        var answer = BulkResponse.Of([]);
        await db.InTransaction(async () =>
        {
            await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock({IntakeLock})", cancellation);
            var now = clock.GetUtcNow();
            var intake = await OpportunityIntake.Load(db, request.Sound, now, cancellation);
            answer = request.Answer(item => intake.Add(item).IsRefused(out var refusal, out var result)
                ? BulkResult.Of(refusal)
                : new BulkResult(result.Added is null ? BulkOutcome.Unchanged : BulkOutcome.Done, result.Id));
            await closing.CloseChecked(intake.Closing, now, cancellation);
            await db.SaveChangesAsync(cancellation);
        }, cancellation);
        return TypedResults.Ok(answer);
    }
}
