using System.Security.Claims;
using Funnel.Messaging;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Marketing.Capture;

/// <summary>
/// Captures many people in one transaction. A refused item affects no other item, and a person who comes twice is one lead.
/// </summary>
internal static class CaptureLeads
{
    public static async Task<Results<Ok<BulkResponse>, ProblemHttpResult>> Handle(
        Bulk<CaptureLeadRequest> request, ClaimsPrincipal caller, MarketingDb db, Outbox outbox, BulkInsert insert,
        TimeProvider clock,
        CancellationToken cancellation)
    {
        if (request.CheckCount().IsRefused(out var wrongCount))
        {
            return wrongCount.ToProblem();
        }

        var (actor, now) = (Actor.Of(caller), clock.GetUtcNow());
        var session = await CaptureSession.Load(request.Sound, db, outbox, cancellation);
        var answer = request.Answer(item => Capture(item, actor, session, now));
        await session.Save(new BulkSave(db, outbox, insert), cancellation);
        return TypedResults.Ok(answer);
    }

    private static BulkResult Capture(CaptureLeadRequest item, Actor? actor, CaptureSession session, DateTimeOffset now) =>
        session.Capture(item, actor, now).IsRefused(out var refusal, out var captured)
            ? BulkResult.Of(refusal)
            : new(captured.HasChanges ? BulkOutcome.Done : BulkOutcome.Unchanged, captured.Lead.Id);
}
