using Funnel.Contracts.Sales;
using Funnel.Messaging;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Pipeline;

/// <summary>The terms of a new opportunity, checked: its amount, and where it starts.</summary>
internal sealed record OpportunityTerms(Money Money, SalesPipeline Pipeline, Stage Stage);

/// <summary>Begins an opportunity. Conversion, intake, import and renewal share these steps.</summary>
/// <remarks>
/// 1. Check the terms.
/// 2. Begin: create the opportunity, publish the fact, start the timer of its stage.
/// 3. Check the entry requirements of a stage that the caller named. History and batches skip this step.
/// </remarks>
internal static class BeginOpportunity
{
    /// <param name="pipeline">The code of the pipeline. Defaults to the default pipeline.</param>
    /// <param name="stage">The code of an open stage. Defaults to the first open stage of the pipeline.</param>
    public static Result<OpportunityTerms> CheckTerms(
        decimal amount, string currency, DateOnly expectedCloseDate, string? pipeline, string? stage,
        IReadOnlyDictionary<string, SalesPipeline> pipelines, DateTimeOffset now)
    {
        if (PipelineRefusals.CheckCloseDate(expectedCloseDate, now).IsRefused(out var wrongDate))
        {
            return wrongDate;
        }

        if (Money.Of(amount, currency).IsRefused(out var noMoney, out var money))
        {
            return noMoney;
        }

        var code = pipeline ?? SalesPipeline.DefaultCode;
        if (!pipelines.TryGetValue(code, out var known))
        {
            return PipelineRefusals.PipelineNotDefined(code, pipelines.Keys);
        }

        return known.StartingStage(stage).IsRefused(out var noStage, out var start) ? noStage : new OpportunityTerms(money, known, start);
    }

    /// <param name="causedBy">The subject that led to the opportunity, such as its handoff.</param>
    public static Opportunity Begin(SalesDb db, OpportunityStart start, DateTimeOffset createdAt, DateTimeOffset now, Subject? causedBy)
    {
        var (opportunity, created) = Opportunity.Create(start, createdAt, now);
        Add(db, opportunity, created, start.Stage, causedBy);
        return opportunity;
    }

    /// <summary>Adds an opportunity that was created, with its fact and its timer.</summary>
    public static void Add(SalesDb db, Opportunity opportunity, OpportunityCreated created, Stage stage, Subject? causedBy)
    {
        db.Add(opportunity);
        db.Publish(opportunity, created, opportunity.CreatedAt, causedBy);
        StageAge.Schedule(db, opportunity, stage);
    }

    /// <summary>Checks the entry requirements of the stage that the caller named. The first stage of a pipeline is not checked.</summary>
    public static async Task<Result> CheckEntry(
        SalesDb db, Opportunity opportunity, SalesPipeline pipeline, string? namedStage, DateTimeOffset now, CancellationToken cancellation)
    {
        if (namedStage is null || namedStage == pipeline.First.Code || pipeline.FindStage(namedStage) is not { } stage)
        {
            return Result.Done;
        }

        return (await EntryRequirements.Load(db, [opportunity], [stage], cancellation)).Check(opportunity, stage, now);
    }
}
