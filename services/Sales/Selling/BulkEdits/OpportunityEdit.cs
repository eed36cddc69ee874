using Funnel.Messaging;
using Funnel.Sales.CustomFields;
using Funnel.Sales.Pipeline;
using Funnel.Sales.Team;
using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.BulkEdits;

/// <summary>Plans one change of many opportunities, and does what was planned: preview and edit make the very same plan.</summary>
/// <remarks>All that it needs is looked up beforehand, in as many queries for a thousand as for one.</remarks>
internal sealed class OpportunityEdit
{
    private readonly BulkEditChange change;
    private readonly DateTimeOffset now;
    private readonly Dictionary<string, SalesPipeline> pipelines;
    private readonly Dictionary<Guid, Representative> people;
    private readonly CustomFieldSet fields;
    private readonly EntryRequirements requirements;

    private OpportunityEdit(
        BulkEditChange change, DateTimeOffset now, Dictionary<string, SalesPipeline> pipelines, Dictionary<Guid, Representative> people, CustomFieldSet fields, EntryRequirements requirements) =>
        (this.change, this.now, this.pipelines, this.people, this.fields, this.requirements) = (change, now, pipelines, people, fields, requirements);

    public static async Task<OpportunityEdit> Open(
        SalesDb db, BulkEditChange change, IReadOnlyCollection<Opportunity> opportunities, DateTimeOffset now, CancellationToken cancellation)
    {
        var owners = opportunities.Select(opportunity => opportunity.OwnerId).Append(change.OwnerId).OfType<Guid>().Distinct().ToArray();
        var pipelines = await db.Pipelines.AsNoTracking().ToDictionaryAsync(pipeline => pipeline.Code, cancellation);
        return new(
            change, now, pipelines,
            await db.Representatives.AsNoTracking().Where(person => owners.Contains(person.Id)).ToDictionaryAsync(person => person.Id, cancellation),
            await CustomFieldSet.Load(db, RecordKind.Opportunity, cancellation),
            await EntryRequirements.Of(db, opportunities, pipelines.Values.Select(pipeline => pipeline.Find(change.Stage ?? "")).OfType<Stage>(), cancellation));
    }

    /// <returns>What would become of it, and nothing has; or why not.</returns>
    public Result<PlannedEdit> Plan(Opportunity opportunity)
    {
        var values = opportunity.Fields;
        if (Refuse(opportunity) is { } refusal || (change.Fields is { } wanted && fields.Change(values, wanted).IsRefused(out refusal, out values)))
        {
            return refusal;
        }

        var owner = (change.OwnerId ?? opportunity.OwnerId) is { } id ? people.GetValueOrDefault(id) : null;
        var particulars = new OpportunityChange(null, change.ExpectedCloseDate, change.OwnerId is null ? null : owner, change.ForecastCategory, null, change.Fields is null ? null : values);
        var stage = change.Stage is { } code && code != opportunity.Stage ? pipelines[opportunity.Pipeline].Find(code)! : null;
        if (stage is not null && requirements.Missing(opportunity, stage, now, with: particulars) is { Count: > 0 } missing)
        {
            return EntryRequirements.Refusal(missing);
        }

        return new PlannedEdit(particulars, owner?.Name, stage, [.. opportunity.Differences(particulars), .. stage is null ? Array.Empty<string>() : ["stage"]]);
    }

    /// <summary>The facts are those of single changes.</summary>
    public void CarryOut(SalesDb db, Opportunity opportunity, PlannedEdit plan)
    {
        if (opportunity.Differences(plan.Particulars).Count > 0)
        {
            db.Publish(opportunity, Done(opportunity.Change(plan.Particulars, plan.Owner, now)), now);
        }

        if (plan.Stage is not null)
        {
            db.Publish(opportunity, Done(opportunity.MoveTo(plan.Stage, now)), now);
            StageAge.Watch(db, opportunity, plan.Stage);
        }
    }

    private Refusal? Refuse(Opportunity opportunity) =>
        opportunity.Status != OpportunityStatus.Open ? PipelineRefusals.AlreadyClosed(opportunity)
        : opportunity.CreatedAt > now ? PipelineRefusals.BeforeCreation(opportunity, now)
        : change.OwnerId is { } owner && !people.ContainsKey(owner) ? TeamRefusals.OwnerNotFound.Because($"'{owner}' is none.")
        : change.ExpectedCloseDate is { } date && PipelineRefusals.Refuse(date, now) is { } impossible ? impossible
        : change.ForecastCategory == ForecastCategory.Closed ? PipelineRefusals.ForecastNeedsOutcome
        : change.Stage is { } stage && stage != opportunity.Stage && pipelines[opportunity.Pipeline].Begin(stage).IsRefused(out var noStage, out _) ? noStage
        : null;

    private static TFact Done<TFact>(Result<TFact> decision) where TFact : class =>
        decision.Value ?? throw new InvalidOperationException($"A checked opportunity was not edited: {decision.Refusal!.Code}.");
}

/// <param name="Owner">The name of who owns it afterwards.</param>
/// <param name="Stage">Where it moves; absent where it stays.</param>
/// <param name="Changed">The fields that become others, by the names that callers know.</param>
internal sealed record PlannedEdit(OpportunityChange Particulars, string? Owner, Stage? Stage, IReadOnlyList<string> Changed)
{
    public BulkOutcome Outcome => Changed.Count > 0 ? BulkOutcome.Done : BulkOutcome.Unchanged;

    public static BulkEditRow Row(Opportunity opportunity, Result<PlannedEdit> plan) =>
        new(opportunity.Id, ((IVersioned)opportunity).Version, plan.Value?.Outcome ?? BulkOutcome.Refused, plan.Value?.Changed ?? [], plan.Refusal?.Code);
}
