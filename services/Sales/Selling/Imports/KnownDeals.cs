using Funnel.Messaging;
using Funnel.Sales.Pipeline;
using Funnel.Sales.Reasons;
using Funnel.Sales.Team;
using Funnel.Sales.Visibility;
using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Imports;

/// <summary>Opportunities that are there already, and become what the file says as far as the policies let them. Loaded only where one does.</summary>
internal sealed class KnownDeals
{
    private readonly SalesDb db;
    private readonly ImportPlan plan;
    private readonly Actor by;
    private readonly DateTimeOffset now;
    private readonly Dictionary<string, Opportunity> known;
    private readonly Dictionary<string, SalesPipeline> pipelines;
    private readonly Dictionary<Guid, string> owners;
    private readonly ReasonList reasons;

    private KnownDeals(
        SalesDb db, Import import, DateTimeOffset now, Dictionary<string, Opportunity> known, Dictionary<string, SalesPipeline> pipelines, Dictionary<Guid, string> owners, ReasonList reasons) =>
        (this.db, plan, by, this.now, this.known, this.pipelines, this.owners, this.reasons) =
        (db, import.Plan, new(import.StartedBy, import.StartedByName), now.ToMicroseconds(), known, pipelines, owners, reasons);

    public static async Task<KnownDeals> Load(SalesDb db, Import import, IReadOnlyCollection<ImportedDeal> deals, DateTimeOffset now, CancellationToken cancellation)
    {
        var keys = import.Plan.Policies.Values.All(policy => policy == ImportPolicy.Skip) ? [] : deals.Select(deal => deal.Request.ExternalId!).Distinct().ToArray();
        // Whoever starts an import sees everything.
        var known = keys.Length == 0 ? [] : await db.Opportunities.IgnoringOwnership().Where(one => one.ExternalId != null && keys.Contains(one.ExternalId)).ToDictionaryAsync(one => one.ExternalId!, cancellation);
        var ownerIds = known.Values.Select(one => one.OwnerId).OfType<Guid>().Distinct().ToArray();
        return new(db, import, now, known,
            known.Count == 0 ? [] : await db.Pipelines.AsNoTracking().ToDictionaryAsync(pipeline => pipeline.Code, cancellation),
            await db.Representatives.Where(person => ownerIds.Contains(person.Id)).ToDictionaryAsync(person => person.Id, person => person.Name, cancellation),
            await ReasonList.Load(db, cancellation));
    }

    public bool Covers(ImportedDeal deal) => known.ContainsKey(deal.Request.ExternalId!);

    /// <returns>What must not be, or whether anything became another. A fault leaves all as it was: what is wrong is found before anything changes.</returns>
    public (ImportFault? Fault, bool HasChanged) Become(ImportedDeal deal, Representative? owner)
    {
        var (opportunity, request) = (known[deal.Request.ExternalId!], deal.Request);
        var sequence = opportunity.Sequence;
        var pipeline = pipelines[opportunity.Pipeline];
        if (Money.Of(request.Amount, opportunity.Currency).IsRefused(out var noMoney, out var money))
        {
            return (new(ImportField.Amount, noMoney), false);
        }

        var change = new OpportunityChange(
            Overwrites(deal, ImportField.Name) ? request.Name : null,
            Overwrites(deal, ImportField.ExpectedCloseDate) ? request.ExpectedCloseDate : null,
            Overwrites(deal, ImportField.Owner) || (plan.PolicyOf(ImportField.Owner) == ImportPolicy.Fill && opportunity.OwnerId is null && deal.Says(ImportField.Owner)) ? owner : null);
        var becomesOthers = opportunity.Differences(change).Count > 0;
        var amountBecomes = Overwrites(deal, ImportField.Amount) && money.Amount != opportunity.Amount;
        var stage = Overwrites(deal, ImportField.Stage) && deal.Stage?.Code != opportunity.Stage ? deal.Stage : null;
        if (!becomesOthers && !amountBecomes && stage is null)
        {
            return (null, false);
        }

        if (Refuse(opportunity, pipeline, stage, request, amountBecomes) is { } fault)
        {
            return (fault, false);
        }

        db.ChangedBy(by, opportunity);
        var name = change.Owner?.Name ?? (opportunity.OwnerId is { } id ? owners.GetValueOrDefault(id) : null);
        if (becomesOthers)
        {
            Tell(opportunity, opportunity.Change(change, name, now), now);
        }

        if (stage?.Kind is StageKind.Won or StageKind.Lost)
        {
            Close(opportunity, pipeline, stage, amountBecomes ? money : Money.Of(opportunity.Amount, opportunity.Currency).Value!, request, name);
            return (null, true);
        }

        if (amountBecomes)
        {
            Tell(opportunity, opportunity.ChangeAmount(money, now), now);
        }

        if (stage is not null)
        {
            Tell(opportunity, opportunity.MoveTo(stage, now), now);
        }

        return (null, opportunity.Sequence > sequence);
    }

    private ImportFault? Refuse(Opportunity opportunity, SalesPipeline pipeline, Stage? stage, CreateOpportunityRequest request, bool amountBecomes) =>
        opportunity.Status != OpportunityStatus.Open ? new(null, PipelineRefusals.AlreadyClosed(opportunity))
        : amountBecomes && opportunity.HasLines && stage?.Kind is not (StageKind.Won or StageKind.Lost) ? new(ImportField.Amount, PipelineRefusals.AmountFollowsLines)
        : stage is null ? null
        : stage.Pipeline != opportunity.Pipeline ? new(ImportField.Stage, PipelineRefusals.StageNotInPipeline(stage.Code, pipeline.Code))
        : stage.RetiredAt is not null ? new(ImportField.Stage, PipelineRefusals.StageRetired(stage.Code))
        : request.Outcome is not null && opportunity.CreatedAt == opportunity.RecordedAt && request.ClosedAt < opportunity.CreatedAt
            ? new(ImportField.ClosedAt, PipelineRefusals.BeforeCreation(opportunity, request.ClosedAt!.Value))
        : request.Outcome is not null && reasons.Check(stage.Kind == StageKind.Won ? ReasonKind.Win : ReasonKind.Loss, request.Reason).Refusal is { } noReason ? new(ImportField.Reason, noReason)
        : null;

    private void Close(Opportunity opportunity, SalesPipeline pipeline, Stage stage, Money money, CreateOpportunityRequest request, string? owner)
    {
        var outcome = stage.Kind == StageKind.Won ? OpportunityStatus.Won : OpportunityStatus.Lost;
        if (CloseOpportunity.Apply(opportunity, outcome, pipeline, money, request.Reason!, owner, (request.ClosedAt ?? now).ToMicroseconds(), db) is { } refusal)
        {
            throw new InvalidOperationException($"A checked opportunity was not closed: {refusal.Code}.");
        }
    }

    private void Tell<TFact>(Opportunity opportunity, Result<TFact> decision, DateTimeOffset at) where TFact : class
    {
        if (decision.IsRefused(out var refusal, out var fact))
        {
            throw new InvalidOperationException($"A checked opportunity did not change: {refusal.Code}.");
        }

        db.Publish(opportunity, fact, at);
    }

    /// <summary>An empty field neither erases anything, nor brings the default that a new opportunity would get.</summary>
    private bool Overwrites(ImportedDeal deal, ImportField field) => plan.PolicyOf(field) == ImportPolicy.Overwrite && deal.Says(field);
}
