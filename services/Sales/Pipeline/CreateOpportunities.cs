using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Sales.Pipeline;

internal static class CreateOpportunities
{
    public static async Task<Ok<BulkResponse>> Handle(
        BulkRequest<CreateOpportunityRequest> request, SalesDb db, TimeProvider clock, CancellationToken cancellation)
    {
        var intake = await OpportunityIntake.Open(db, request.Items, clock.GetUtcNow(), cancellation);
        var results = request.Items.Select(item => intake.Take(item).IsRefused(out var refusal, out var taken)
            ? BulkResult.Of(refusal)
            : new BulkResult(taken.IsNew ? BulkOutcome.Done : BulkOutcome.Unchanged, taken.Id)).ToList();
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Ok(BulkResponse.Of(results));
    }
}
