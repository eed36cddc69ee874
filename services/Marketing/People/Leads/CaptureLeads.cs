using System.Security.Claims;
using Funnel.Messaging;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Marketing.Leads;

/// <summary>CaptureBatches many people in one transaction; one who is refused harms no other, and one who comes twice is one person.</summary>
internal static class CaptureLeads
{
    public static async Task<Results<Ok<BulkResponse>, ProblemHttpResult>> Handle(
        BulkRequest<CaptureLeadRequest> request, ClaimsPrincipal caller, MarketingDb db, Outbox outbox, TimeProvider clock, CancellationToken cancellation)
    {
        if (ItemShape.CountFault(request) is { } wrongCount)
        {
            return wrongCount.ToProblem();
        }

        var (actor, now) = (Actor.Of(caller), clock.GetUtcNow());
        var faults = request.Items.Select(ItemShape.Fault).ToList();
        var known = await KnownLeads.Find([.. request.Items.Where((_, at) => faults[at] is null)], db, outbox, cancellation);
        var results = request.Items.Select((item, at) => faults[at] is { } fault ? BulkResult.Of(fault) : Capture(item, actor, known, now)).ToList();
        await known.Save(cancellation);
        return TypedResults.Ok(BulkResponse.Of(results));
    }

    private static BulkResult Capture(CaptureLeadRequest item, Actor? actor, KnownLeads known, DateTimeOffset now) =>
        known.Capture(item, actor, now).IsRefused(out var refusal, out var captured)
            ? BulkResult.Of(refusal)
            : new(captured.IsNews ? BulkOutcome.Done : BulkOutcome.Unchanged, captured.Lead.Id);
}
