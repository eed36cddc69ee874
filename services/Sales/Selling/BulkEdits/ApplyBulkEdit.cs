using System.Security.Claims;
using Funnel.Messaging;
using Funnel.Sales.Pipeline;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.BulkEdits;

/// <summary>
/// Applies a preview once. Each opportunity succeeds or fails by itself. An opportunity whose result would now differ is refused.
/// </summary>
internal static class ApplyBulkEdit
{
    private static readonly Refusal NotFound = new("bulk-edit-not-found", 404, "The caller has no preview with this token.");
    private static readonly Refusal Expired = new("bulk-edit-expired", 410, "The preview expired after one hour. Preview the edit again.");
    private static readonly Refusal Stale =
        new("bulk-edit-stale", 409,
            "The opportunity or a record that the edit needs changed after the preview. Preview the edit again.");

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

        // A concurrent change makes the save fail. The request is repeated and finds the changed opportunity.
        var result = await Apply(edit, db, now, cancellation);
        edit.Apply(result, now);
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Ok(result);
    }

    private static async Task<BulkResponse> Apply(BulkEdit bulk, SalesDb db, DateTimeOffset now, CancellationToken cancellation)
    {
        var ids = bulk.Rows.Select(row => row.Id).ToArray();
        var found = await db.Opportunities.Where(opportunity => ids.Contains(opportunity.Id))
            .ToDictionaryAsync(opportunity => opportunity.Id, cancellation);
        var edit = await OpportunityEdit.Load(db, bulk.Change, found.Values, now, cancellation);
        return BulkResponse.Of([.. bulk.Rows.Select(row => found.GetValueOrDefault(row.Id) is { } opportunity
            ? Apply(edit, opportunity, row, db)
            : BulkResult.Of(PipelineRefusals.NotFound))]);
    }

    private static BulkResult Apply(OpportunityEdit edit, Opportunity opportunity, BulkEditRow previewed, SalesDb db)
    {
        var plan = edit.Plan(opportunity);
        if (!previewed.HasSameResult(PlannedEdit.Row(opportunity, plan)))
        {
            return BulkResult.Of(Stale);
        }

        if (plan.IsRefused(out var refusal, out var planned))
        {
            return BulkResult.Of(refusal);
        }

        edit.Apply(db, opportunity, planned);
        return new(planned.Outcome, opportunity.Id);
    }
}
