using Funnel.Sales.CustomFields;
using Funnel.Sales.Pipeline;
using Funnel.Sales.Team;
using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.BulkEdits;

/// <summary>Does one change to one opportunity after the other: the very same for the preview, which is not saved, and for the edit, which is.</summary>
internal sealed class OpportunityEdit
{
    private readonly SalesDb db;
    private readonly BulkEditChange change;
    private readonly DateTimeOffset now;
    private readonly Dictionary<string, SalesPipeline> pipelines;
    private readonly Dictionary<Guid, Representative> people;
    private readonly CustomFieldSet fields;

    private OpportunityEdit(SalesDb db, BulkEditChange change, DateTimeOffset now, Dictionary<string, SalesPipeline> pipelines, Dictionary<Guid, Representative> people, CustomFieldSet fields) =>
        (this.db, this.change, this.now, this.pipelines, this.people, this.fields) = (db, change, now, pipelines, people, fields);

    public static async Task<OpportunityEdit> Open(SalesDb db, BulkEditChange change, DateTimeOffset now, CancellationToken cancellation) => new(
        db, change, now,
        await db.Pipelines.AsNoTracking().ToDictionaryAsync(pipeline => pipeline.Code, cancellation),
        await db.Representatives.AsNoTracking().ToDictionaryAsync(person => person.Id, cancellation),
        await CustomFieldSet.Load(db, cancellation));

    /// <summary>Every no comes before the first change, so that what is refused is as it was.</summary>
    /// <param name="tell">Is told each fact before the next change is made.</param>
    /// <returns>The fields that became others, none where all was so already; or why not.</returns>
    public async Task<Decision<Edited>> Apply(Opportunity opportunity, Action<object> tell, CancellationToken cancellation)
    {
        var values = opportunity.Fields;
        if (Refuse(opportunity) is { } refusal || (change.Fields is { } wanted && fields.Change(values, wanted).IsRefused(out refusal, out values)))
        {
            return refusal;
        }

        var stage = change.Stage is { } code && code != opportunity.Stage ? pipelines[opportunity.Pipeline].Find(code)! : null;
        if (stage is not null && (await EntryRequirements.Missing(db, opportunity, stage, null, now, cancellation)).Except(Supplied()).ToList() is { Count: > 0 } missing)
        {
            return EntryRequirements.Refusal(missing);
        }

        List<string> changed = [];
        var owner = (change.OwnerId ?? opportunity.OwnerId) is { } id ? people.GetValueOrDefault(id) : null;
        var particulars = new OpportunityChange(null, change.ExpectedCloseDate, change.OwnerId is null ? null : owner, change.ForecastCategory, null, change.Fields is null ? null : values);
        if (opportunity.Differences(particulars).Count > 0)
        {
            var fact = Done(opportunity.Change(particulars, owner?.Name, now));
            tell(fact);
            changed.AddRange(fact.Changed);
        }

        if (stage is not null)
        {
            tell(Done(opportunity.MoveTo(stage, now)));
            changed.Add("stage");
        }

        return new Edited(changed);
    }

    private Refusal? Refuse(Opportunity opportunity) =>
        opportunity.Status != OpportunityStatus.Open ? PipelineRefusals.AlreadyClosed(opportunity)
        : change.OwnerId is { } owner && !people.ContainsKey(owner) ? PipelineRefusals.OwnerNotFound.Because($"'{owner}' is none.")
        : change.ExpectedCloseDate is { } date && PipelineRefusals.Refuse(date, now) is { } impossible ? impossible
        : change.ForecastCategory == ForecastCategory.Closed ? PipelineRefusals.ForecastNeedsOutcome
        : change.Stage is { } stage && stage != opportunity.Stage && pipelines[opportunity.Pipeline].Begin(stage).IsRefused(out var noStage, out _) ? noStage
        : null;

    /// <summary>What the edit itself brings, of what a stage may ask for.</summary>
    private IEnumerable<string> Supplied()
    {
        IEnumerable<string> supplied = (change.Fields ?? new Dictionary<string, System.Text.Json.JsonElement>()).Select(field => EntryRequirements.Field + field.Key);
        supplied = change.OwnerId is null ? supplied : supplied.Append(EntryRequirements.Owner);
        return change.ExpectedCloseDate >= DateOnly.FromDateTime(now.UtcDateTime) ? supplied.Append(EntryRequirements.CloseDate) : supplied;
    }

    private static TFact Done<TFact>(Decision<TFact> decision) where TFact : class =>
        decision.Fact ?? throw new InvalidOperationException($"A checked opportunity was not edited: {decision.Refusal!.Code}.");
}

/// <param name="Changed">The fields that became others, by the names that callers know.</param>
internal sealed record Edited(IReadOnlyList<string> Changed);
