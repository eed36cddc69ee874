using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Marketing.Leads;

/// <summary>Captures many people in one transaction; one who is refused harms no other, and one who comes twice is one person.</summary>
internal static class CaptureLeads
{
    public static async Task<Ok<BulkResponse>> Handle(
        BulkRequest<CaptureLeadRequest> request, MarketingDb db, TimeProvider clock, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var known = await KnownLeads.Find(request.Items, db, cancellation);
        var results = new List<BulkResult>(request.Items.Count);
        foreach (var item in request.Items)
        {
            results.Add(known.Capture(item, now).IsRefused(out var refusal, out var captured)
                ? BulkResult.Of(refusal)
                : new(captured.IsNews ? BulkOutcome.Done : BulkOutcome.Unchanged, captured.Lead.Id));
        }

        await db.SaveChangesAsync(cancellation);
        return TypedResults.Ok(BulkResponse.Of(results));
    }
}
