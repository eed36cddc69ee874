using System.Security.Claims;
using Funnel.Messaging;
using Funnel.Sales.Pipeline;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.BulkEdits;

/// <summary>Applies what was previewed, once. Each opportunity stands alone; one of which something else would become by now is refused, not overwritten.</summary>
internal static class ApplyBulkEdit
{
    private static readonly Refusal NotFound = new("bulk-edit-not-found", 404, "There is no such preview of this caller.");
    private static readonly Refusal Expired = new("bulk-edit-expired", 410, "The preview is older than an hour: look again.");
    private static readonly Refusal Stale = new("bulk-edit-stale", 409, "Somebody changed it since the preview, or what it takes.");

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
        var ids = bulk.Rows.Select(row => row.Id).ToArray();
        var found = await db.Opportunities.Where(opportunity => ids.Contains(opportunity.Id)).ToDictionaryAsync(opportunity => opportunity.Id, cancellation);
        var edit = await OpportunityEdit.Open(db, bulk.Change, found.Values, now, cancellation);
        return BulkResponse.Of([.. bulk.Rows.Select(row => found.GetValueOrDefault(row.Id) is { } opportunity
            ? Apply(edit, opportunity, row, db)
            : BulkResult.Of(PipelineRefusals.NotFound))]);
    }

    private static BulkResult Apply(OpportunityEdit edit, Opportunity opportunity, BulkEditRow previewed, SalesDb db)
    {
        var plan = edit.Plan(opportunity);
        if (!previewed.Is(PlannedEdit.Row(opportunity, plan)))
        {
            return BulkResult.Of(Stale);
        }

        if (plan.IsRefused(out var refusal, out var planned))
        {
            return BulkResult.Of(refusal);
        }

        edit.CarryOut(db, opportunity, planned);
        return new(planned.Outcome, opportunity.Id);
    }
}
