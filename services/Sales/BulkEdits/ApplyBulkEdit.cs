using System.Security.Claims;
using Funnel.Messaging;
using Funnel.Sales.Pipeline;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.BulkEdits;

/// <summary>Applies what was previewed, once. Each opportunity stands alone; one that somebody changed since is refused, not overwritten.</summary>
internal static class ApplyBulkEdit
{
    private static readonly Refusal NotFound = new("bulk-edit-not-found", 404, "There is no such preview of this caller.");
    private static readonly Refusal Expired = new("bulk-edit-expired", 410, "The preview is older than an hour: look again.");
    private static readonly Refusal Stale = new("opportunity-changed-since", 409, "Somebody changed it since the preview.");

    public static async Task<Results<Ok<BulkResponse>, ProblemHttpResult>> Handle(
        Guid token, ClaimsPrincipal caller, SalesDb db, TimeProvider clock, CancellationToken cancellation)
    {
        var (now, by) = (clock.GetUtcNow().ToMicroseconds(), Actor.Of(caller)!.Id);
        if (await db.BulkEdits.SingleOrDefaultAsync(edit => edit.Id == token && edit.By == by, cancellation) is not { } edit)
        {
            return NotFound.ToProblem();
        }

        if (edit.Result is { } known)
        {
            return TypedResults.Ok(known);
        }

        if (edit.ExpiresAt < now)
        {
            return Expired.ToProblem();
        }

        // Whoever changes one of them meanwhile makes this save fail: it is done again, and that one is found changed.
        var result = await Apply(edit, db, now, cancellation);
        edit.Apply(result, now);
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Ok(result);
    }

    private static async Task<BulkResponse> Apply(BulkEdit bulk, SalesDb db, DateTimeOffset now, CancellationToken cancellation)
    {
        var edit = await OpportunityEdit.Open(db, bulk.Change, now, cancellation);
        var ids = bulk.Rows.Select(row => row.Id).ToArray();
        var found = await db.Opportunities.Where(opportunity => ids.Contains(opportunity.Id)).ToDictionaryAsync(opportunity => opportunity.Id, cancellation);
        List<BulkResult> results = [];
        foreach (var row in bulk.Rows)
        {
            results.Add(found.GetValueOrDefault(row.Id) is not { } opportunity ? BulkResult.Of(PipelineRefusals.NotFound)
                : opportunity.Sequence != row.Sequence ? BulkResult.Of(Stale)
                : await Apply(edit, opportunity, db, now, cancellation));
        }

        return BulkResponse.Of(results);
    }

    private static async Task<BulkResult> Apply(OpportunityEdit edit, Opportunity opportunity, SalesDb db, DateTimeOffset now, CancellationToken cancellation)
    {
        if ((await edit.Apply(opportunity, fact => db.Publish(opportunity, fact, now), cancellation)).IsRefused(out var refusal, out var edited))
        {
            return BulkResult.Of(refusal);
        }

        if (edited.Changed.Contains("stage"))
        {
            StageAge.Watch(db, opportunity);
        }

        return new(edited.Changed.Count > 0 ? BulkOutcome.Done : BulkOutcome.Unchanged, opportunity.Id);
    }
}
