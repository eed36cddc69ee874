using System.ComponentModel.DataAnnotations;
using Funnel.Messaging;
using Funnel.Sales.Visibility;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Pipeline;

/// <param name="Stage">The code of an open stage of the opportunity's pipeline.</param>
/// <param name="OccurredAt">When the opportunity moved. Defaults to the current time.</param>
public sealed record MoveOpportunityRequest(
    [property: Required, MaxLength(SalesPipeline.CodeLength)] string Stage, DateTimeOffset? OccurredAt = null);

/// <summary>The current state of an opportunity.</summary>
/// <param name="Probability">The probability of the stage, 0 to 1.</param>
/// <param name="ForecastCategory">The owner's own forecast category if there is one, else the stage's.</param>
public sealed record OpportunityState(
    Guid Id, string Name, OpportunityStatus Status, string Pipeline, string Stage, decimal Probability, ForecastCategory ForecastCategory,
    [property: Amount] decimal Amount, string Currency, DateOnly ExpectedCloseDate, Guid? OwnerId, DateTimeOffset? ClosedAt,
        string? Reason) : IOwned
{
    internal static OpportunityState Of(Opportunity opportunity) => new(
        opportunity.Id, opportunity.Name, opportunity.Status, opportunity.Pipeline, opportunity.Stage, opportunity.Probability,
        opportunity.ForecastCategory, opportunity.Amount, opportunity.Currency, opportunity.ExpectedCloseDate, opportunity.OwnerId,
        opportunity.ClosedAt, opportunity.Reason);
}

internal static class MoveOpportunity
{
    public static async Task<Results<Ok<OpportunityState>, ProblemHttpResult>> Handle(
        Guid id, MoveOpportunityRequest request, SalesDb db, TimeProvider clock, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        if (OccurredTimes.Check(now, request.OccurredAt).IsRefused(out var impossible))
        {
            return impossible.ToProblem();
        }

        if (await db.Opportunities.FindAsync([id], cancellation) is not { } opportunity)
        {
            return PipelineRefusals.NotFound.ToProblem();
        }

        if (opportunity.Status == OpportunityStatus.Open && opportunity.Stage == request.Stage)
        {
            return TypedResults.Ok(OpportunityState.Of(opportunity));
        }

        var pipeline = await db.Pipelines.SingleAsync(pipeline => pipeline.Code == opportunity.Pipeline, cancellation);
        if (pipeline.FindStage(request.Stage) is not { } stage)
        {
            return PipelineRefusals.StageNotInPipeline(request.Stage, pipeline).ToProblem();
        }

        if (opportunity.Status == OpportunityStatus.Open && stage is { Kind: StageKind.Open, RetiredAt: null }
            && (await EntryRequirements.Load(db, [opportunity], [stage], cancellation)).Check(opportunity, stage, now)
                .IsRefused(out var missing))
        {
            return missing.ToProblem();
        }

        var at = (request.OccurredAt ?? now).ToMicroseconds();
        if (opportunity.MoveTo(stage, at).IsRefused(out var refusal, out var fact))
        {
            return refusal.ToProblem();
        }

        db.Publish(opportunity, fact, at);
        StageAge.Schedule(db, opportunity, stage);
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Ok(OpportunityState.Of(opportunity));
    }
}
