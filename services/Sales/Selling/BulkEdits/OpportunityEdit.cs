using Funnel.Messaging;
using Funnel.Sales.CustomFields;
using Funnel.Sales.Pipeline;
using Funnel.Sales.Team;
using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.BulkEdits;

/// <summary>Plans and applies one change of many opportunities. Preview and edit use the same plan.</summary>
/// <remarks>The number of queries does not depend on the number of opportunities.</remarks>
internal sealed class OpportunityEdit
{
    private readonly BulkEditChange change;
    private readonly DateTimeOffset now;
    private readonly Dictionary<string, SalesPipeline> pipelines;
    private readonly Dictionary<Guid, Representative> people;
    private readonly CustomFieldSet fields;
    private readonly EntryRequirements requirements;

    private OpportunityEdit(
        BulkEditChange change, DateTimeOffset now, Dictionary<string, SalesPipeline> pipelines, Dictionary<Guid, Representative> people,
        CustomFieldSet fields, EntryRequirements requirements) =>
        (this.change, this.now, this.pipelines, this.people, this.fields, this.requirements) =
            (change, now, pipelines, people, fields, requirements);

    public static async Task<OpportunityEdit> Load(
        SalesDb db, BulkEditChange change, IReadOnlyCollection<Opportunity> opportunities, DateTimeOffset now,
        CancellationToken cancellation)
    {
        var owners = opportunities.Select(opportunity => opportunity.OwnerId).Append(change.OwnerId).OfType<Guid>().Distinct().ToArray();
        var pipelines = await db.Pipelines.AsNoTracking().ToDictionaryAsync(pipeline => pipeline.Code, cancellation);
        return new(
            change, now, pipelines,
            await db.Representatives.AsNoTracking().Where(person => owners.Contains(person.Id))
                .ToDictionaryAsync(person => person.Id, cancellation),
            await CustomFieldSet.Load(db, RecordKind.Opportunity, cancellation),
            await EntryRequirements.Load(
                db, opportunities, pipelines.Values.Select(pipeline => pipeline.FindStage(change.Stage ?? "")).OfType<Stage>(),
                cancellation));
    }

    /// <summary>Plans the edit of one opportunity. Nothing changes yet.</summary>
    public Result<PlannedEdit> Plan(Opportunity opportunity)
    {
        var values = opportunity.Fields;
        if (Check(opportunity).IsRefused(out var refusal)
            || (change.Fields is { } wanted && fields.Change(values, wanted).IsRefused(out refusal, out values)))
        {
            return refusal;
        }

        var owner = (change.OwnerId ?? opportunity.OwnerId) is { } id ? people.GetValueOrDefault(id) : null;
        var newValues =
            new OpportunityChange(null, change.ExpectedCloseDate, change.OwnerId is null ? null : owner, change.ForecastCategory,
            null, change.Fields is null ? null : values);
        var stage = change.Stage is { } code && code != opportunity.Stage ? pipelines[opportunity.Pipeline].FindStage(code)! : null;
        if (stage is not null && requirements.Check(opportunity, stage, now, with: newValues).IsRefused(out var missing))
        {
            return missing;
        }

        string[] stageChanged = stage is null ? [] : ["stage"];
        return new PlannedEdit(newValues, owner?.Name, stage, [.. opportunity.Differences(newValues), .. stageChanged]);
    }

    /// <summary>Applies a plan. It publishes the same facts as single changes.</summary>
    public void Apply(SalesDb db, Opportunity opportunity, PlannedEdit plan)
    {
        if (opportunity.Differences(plan.NewValues).Count > 0)
        {
            db.Publish(opportunity, Checked(opportunity.Change(plan.NewValues, plan.Owner, now)), now);
        }

        if (plan.Stage is not null)
        {
            db.Publish(opportunity, Checked(opportunity.MoveTo(plan.Stage, now)), now);
            StageAge.Schedule(db, opportunity, plan.Stage);
        }
    }

    private Result Check(Opportunity opportunity)
    {
        if (opportunity.Status != OpportunityStatus.Open)
        {
            return PipelineRefusals.AlreadyClosed(opportunity);
        }

        if (opportunity.CreatedAt > now)
        {
            return PipelineRefusals.BeforeCreation(opportunity, now);
        }

        if (change.OwnerId is { } owner && !people.ContainsKey(owner))
        {
            return PipelineRefusals.OwnerNotKnown($"{owner}");
        }

        if (change.ExpectedCloseDate is { } date && PipelineRefusals.CheckCloseDate(date, now).IsRefused(out var wrongDate))
        {
            return wrongDate;
        }

        if (change.ForecastCategory == ForecastCategory.Closed)
        {
            return PipelineRefusals.ForecastNeedsOutcome;
        }

        return change.Stage is { } stage && stage != opportunity.Stage
            && pipelines[opportunity.Pipeline].StartingStage(stage).IsRefused(out var noStage, out _) ? noStage : Result.Done;
    }

    private static TFact Checked<TFact>(Result<TFact> result) where TFact : class =>
        result.Value ?? throw new InvalidOperationException($"A checked opportunity could not be edited: {result.Refusal!.Code}.");
}

/// <param name="Owner">The name of the owner after the edit.</param>
/// <param name="Stage">The new stage; null if the opportunity stays in its stage.</param>
/// <param name="Changed">The fields that change, as the API calls them.</param>
internal sealed record PlannedEdit(OpportunityChange NewValues, string? Owner, Stage? Stage, IReadOnlyList<string> Changed)
{
    public BulkOutcome Outcome => Changed.Count > 0 ? BulkOutcome.Done : BulkOutcome.Unchanged;

    public static BulkEditRow Row(Opportunity opportunity, Result<PlannedEdit> plan) =>
        new(opportunity.Id, ((IVersioned)opportunity).Version, plan.Value?.Outcome ?? BulkOutcome.Refused, plan.Value?.Changed ?? [],
            plan.Refusal?.Code);
}
