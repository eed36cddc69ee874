using System.ComponentModel.DataAnnotations;
using Funnel.Messaging;
using Funnel.Sales.Reasons;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Pipeline;

/// <param name="Reason">A code from the managed list of reopen reasons.</param>
/// <param name="Stage">The code of an open stage of the pipeline. Defaults to the stage before the outcome.</param>
public sealed record ReopenOpportunityRequest(
    [property: Required, MaxLength(Reasons.Reason.CodeLength)] string Reason,
    [property: MaxLength(SalesPipeline.CodeLength)] string? Stage = null);

internal static class ReopenOpportunity
{
    /// <remarks>The room's README says what follows for customers, contracts and renewals.</remarks>
    public static async Task<Results<Ok<OpportunityState>, ProblemHttpResult>> Handle(
        Guid id, ReopenOpportunityRequest request, SalesDb db, DealCorrecting correcting, TimeProvider clock,
        CancellationToken cancellation)
    {
        var now = clock.GetUtcNow().ToMicroseconds();
        if (await db.Opportunities.Include(opportunity => opportunity.StageHistory)
            .SingleOrDefaultAsync(opportunity => opportunity.Id == id, cancellation) is not { } opportunity)
        {
            return PipelineRefusals.NotFound.ToProblem();
        }

        if ((await ReasonList.Load(db, cancellation)).Check(ReasonKind.Reopen, request.Reason).IsRefused(out var notOnList))
        {
            return notOnList.ToProblem();
        }

        if ((await correcting.Reopen(opportunity, request.Stage, request.Reason, now, cancellation)).IsRefused(out var refusal))
        {
            return refusal.ToProblem();
        }

        await db.SaveChangesAsync(cancellation);
        return TypedResults.Ok(OpportunityState.Of(opportunity));
    }
}
