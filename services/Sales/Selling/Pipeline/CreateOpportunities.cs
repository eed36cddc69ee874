using Funnel.Messaging;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Pipeline;

internal static class CreateOpportunities
{
    public const long IntakeLock = 0x494E54414B45; // "INTAKE"

    /// <remarks>One batch at a time: two that name the same accounts in another order would wait for each other crosswise.</remarks>
    public static async Task<Ok<BulkResponse>> Handle(
        BulkRequest<CreateOpportunityRequest> request, SalesDb db, TimeProvider clock, CancellationToken cancellation)
    {
        List<BulkResult> results = [];
        await db.InTransaction(async () =>
        {
            await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock({IntakeLock})", cancellation);
            var intake = await OpportunityIntake.Open(db, request.Items, clock.GetUtcNow(), cancellation);
            results = [.. request.Items.Select(item => intake.Take(item).IsRefused(out var refusal, out var taken)
                ? BulkResult.Of(refusal)
                : new BulkResult(taken.IsNew ? BulkOutcome.Done : BulkOutcome.Unchanged, taken.Id))];
            await db.SaveChangesAsync(cancellation);
        }, cancellation);
        return TypedResults.Ok(BulkResponse.Of(results));
    }
}
