using Funnel.Messaging;
using Funnel.Sales.Pipeline;
using Funnel.Sales.Reasons;
using Funnel.Sales.Team;
using Funnel.Sales.Visibility;
using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Imports;

/// <summary>Updates the opportunities that exist already, as far as the policies of the import allow.</summary>
/// <remarks>If no policy allows changes, it loads nothing, and <see cref="OpportunityIntake"/> finds the existing opportunities.</remarks>
internal sealed class ExistingDeals
{
    private readonly SalesDb db;
    private readonly ImportPlan plan;
    private readonly Actor by;
    private readonly DateTimeOffset now;
    private readonly Dictionary<string, Opportunity> opportunities;
    private readonly Dictionary<string, SalesPipeline> pipelines;
    private readonly Dictionary<Guid, string> owners;
    private readonly ReasonList reasons;
    private readonly List<ClosingDeal> closing = [];

    private ExistingDeals(
        SalesDb db, Import import, DateTimeOffset now, Dictionary<string, Opportunity> opportunities,
        Dictionary<string, SalesPipeline> pipelines, Dictionary<Guid, string> owners, ReasonList reasons)
    {
        (this.db, plan, by, this.now) = (db, import.Plan, new(import.StartedBy, import.StartedByName), now.ToMicroseconds());
        (this.opportunities, this.pipelines, this.owners, this.reasons) = (opportunities, pipelines, owners, reasons);
    }

    /// <summary>The opportunities that the file closes. They are still open.</summary>
    public IReadOnlyList<ClosingDeal> Closing => closing;

    public static async Task<ExistingDeals> Load(
        SalesDb db, Import import, IReadOnlyCollection<ImportedDeal> deals, DateTimeOffset now, CancellationToken cancellation)
    {
        var changesNothing = import.Plan.Policies.Values.All(policy => policy == ImportPolicy.Skip);
        var keys = changesNothing ? [] : deals.Select(deal => deal.Request.ExternalId!).Distinct().ToArray();
        // The caller who started the import sees all records.
        var opportunities = keys.Length == 0 ? [] : await db.Opportunities.IgnoringOwnership()
            .Where(one => one.ExternalId != null && keys.Contains(one.ExternalId)).ToDictionaryAsync(one => one.ExternalId!, cancellation);
        var ownerIds = opportunities.Values.Select(one => one.OwnerId).OfType<Guid>().Distinct().ToArray();
        return new(db, import, now, opportunities,
            opportunities.Count == 0 ? [] : await db.Pipelines.AsNoTracking().ToDictionaryAsync(pipeline => pipeline.Code, cancellation),
            await db.Representatives.Where(person => ownerIds.Contains(person.Id))
                .ToDictionaryAsync(person => person.Id, person => person.Name, cancellation),
            await ReasonList.Load(db, cancellation));
    }

    public bool Contains(ImportedDeal deal) => opportunities.ContainsKey(deal.Request.ExternalId!);

    /// <summary>
    /// Updates the opportunity. A refused record changes nothing. The amount of an opportunity with lines follows its lines: the record
    /// changes the other fields.
    /// </summary>
    /// <param name="deal">The record.</param>
    /// <param name="owner">The owner that the record names.</param>
    /// <param name="kept">Gets the reasons why fields stay as they are.</param>
    /// <returns>Whether the opportunity changed.</returns>
    public Result<bool> Update(ImportedDeal deal, Representative? owner, List<Refusal> kept)
    {
        var (opportunity, request) = (opportunities[deal.Request.ExternalId!], deal.Request);
        var sequence = opportunity.Sequence;
        var pipeline = pipelines[opportunity.Pipeline];
        if (Money.Of(request.Amount, opportunity.Currency).IsRefused(out var noMoney, out var money))
        {
            return noMoney.In(ImportField.Amount);
        }

        var change = new OpportunityChange(
            Overwrites(deal, ImportField.Name) ? request.Name : null,
            Overwrites(deal, ImportField.ExpectedCloseDate) ? request.ExpectedCloseDate : null,
            ChangesOwner(deal, opportunity) ? owner : null);
        var changesValues = opportunity.Differences(change).Count > 0;
        var changesAmount = Overwrites(deal, ImportField.Amount) && money.Amount != opportunity.Amount;
        var stage = Overwrites(deal, ImportField.Stage) && deal.Stage?.Code != opportunity.Stage ? deal.Stage : null;
        if (!changesValues && !changesAmount && stage is null)
        {
            return false;
        }

        if (changesAmount && opportunity is { HasLines: true, Status: OpportunityStatus.Open }
            && stage?.Kind is not (StageKind.Won or StageKind.Lost))
        {
            kept.Add(PipelineRefusals.AmountFollowsLines.Because(
                $"Column '{plan.NameOf(ImportField.Amount)}' contains {request.Amount}, and the opportunity has product lines, which "
                    + $"amount to {opportunity.Amount}. The amount stays, and the other fields of the record are changed. Change the lines "
                    + "to change the amount.").In(ImportField.Amount));
            changesAmount = false;
            if (!changesValues && stage is null)
            {
                return false;
            }
        }

        if (Check(opportunity, pipeline, stage, request).IsRefused(out var refusal))
        {
            return refusal;
        }

        db.ChangedBy(by, opportunity);
        var ownerName = change.Owner?.Name ?? (opportunity.OwnerId is { } id ? owners.GetValueOrDefault(id) : null);
        if (changesValues)
        {
            Publish(opportunity, opportunity.Change(change, ownerName, now), now);
        }

        if (stage?.Kind is StageKind.Won or StageKind.Lost)
        {
            var final = changesAmount ? money : Money.Of(opportunity.Amount, opportunity.Currency).Value!;
            var status = stage.Kind == StageKind.Won ? OpportunityStatus.Won : OpportunityStatus.Lost;
            var closedAt = request.ClosedAt!.Value.ToMicroseconds();
            closing.Add(new(opportunity, new(status, final, request.Reason!, closedAt), pipeline, ownerName));
            return true;
        }

        if (changesAmount)
        {
            Publish(opportunity, opportunity.ChangeAmount(money, now), now);
        }

        if (stage is not null)
        {
            Publish(opportunity, opportunity.MoveTo(stage, now), now);
        }

        return opportunity.Sequence > sequence;
    }

    private Result Check(Opportunity opportunity, SalesPipeline pipeline, Stage? stage, CreateOpportunityRequest request)
    {
        if (opportunity.Status != OpportunityStatus.Open)
        {
            return PipelineRefusals.AlreadyClosed(opportunity);
        }

        if (stage is null)
        {
            return Result.Done;
        }

        if (stage.Pipeline != opportunity.Pipeline)
        {
            return PipelineRefusals.StageNotInPipeline(stage.Code, pipeline).In(ImportField.Stage);
        }

        if (stage.RetiredAt is not null)
        {
            return PipelineRefusals.StageRetired(stage.Code).In(ImportField.Stage);
        }

        if (request.Outcome is null)
        {
            return Result.Done;
        }

        if (opportunity.CreatedAt == opportunity.RecordedAt && request.ClosedAt < opportunity.CreatedAt)
        {
            return PipelineRefusals.BeforeCreation(opportunity, request.ClosedAt!.Value).In(ImportField.ClosedAt);
        }

        var list = stage.Kind == StageKind.Won ? ReasonKind.Win : ReasonKind.Loss;
        return reasons.Check(list, request.Reason).IsRefused(out var noReason) ? noReason.In(ImportField.Reason) : Result.Done;
    }

    private void Publish<TFact>(Opportunity opportunity, Result<TFact> result, DateTimeOffset at) where TFact : class
    {
        if (result.IsRefused(out var refusal, out var fact))
        {
            throw new InvalidOperationException($"A checked opportunity could not be changed: {refusal.Code}.");
        }

        db.Publish(opportunity, fact, at);
    }

    private bool ChangesOwner(ImportedDeal deal, Opportunity opportunity) =>
        Overwrites(deal, ImportField.Owner)
        || (plan.PolicyOf(ImportField.Owner) == ImportPolicy.Fill && opportunity.OwnerId is null && deal.Fills(ImportField.Owner));

    /// <summary>An empty field deletes nothing, and does not set the default of a new opportunity.</summary>
    private bool Overwrites(ImportedDeal deal, ImportField field) => plan.PolicyOf(field) == ImportPolicy.Overwrite && deal.Fills(field);
}
