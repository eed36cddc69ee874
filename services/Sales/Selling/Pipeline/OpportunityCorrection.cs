using System.Text.Json.Nodes;
using Funnel.Contracts.Sales;
using Funnel.Sales.Products;
using Funnel.Sales.Team;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Pipeline;

/// <summary>New values of a closed opportunity. A null value leaves the current one.</summary>
/// <param name="Fields">All custom fields after the correction, as a JSON object.</param>
/// <param name="Lines">All lines after the correction. The amount becomes their first year, unless an amount is given too.</param>
internal sealed record OpportunityCorrection(
    string? Name = null, Money? Amount = null, DateTimeOffset? ClosedAt = null, Representative? Owner = null, string? Reason = null,
    string? Competitor = null, string? Fields = null, IReadOnlyList<OpportunityLine>? Lines = null);

/// <summary>
/// Changes of a closed opportunity: it is opened again, or its values are corrected. <see cref="DealCorrecting"/> adds the effects.
/// </summary>
internal sealed partial class Opportunity
{
    private string Outcome => Status.ToString().ToLowerInvariant();

    /// <param name="stage">An open stage of the opportunity's pipeline.</param>
    /// <param name="owner">The name of the owner.</param>
    public Result<OpportunityReopened> Reopen(Stage stage, string reason, string? owner, DateTimeOffset at)
    {
        if (ClosedAt is not { } closedAt)
        {
            return PipelineRefusals.NotClosed;
        }

        var outcome = Outcome;
        (Status, Reason, LostTo, ClosedAt) = (OpportunityStatus.Open, null, null, null);
        EnterStage(stage, at);
        return new OpportunityReopened(Id, LeadId, AccountId, outcome, closedAt, reason, Stage, Probability, Amount, Currency, CreatedAt,
            OwnerId, owner);
    }

    /// <param name="owner">The name of the owner after the correction.</param>
    /// <returns>The fact. Its list of changed fields is empty if the correction changes nothing.</returns>
    public Result<OpportunityCorrected> Correct(OpportunityCorrection correction, string? owner, DateTimeOffset at)
    {
        if (ClosedAt is not { } fromClosedAt)
        {
            return PipelineRefusals.NotClosed;
        }

        if (CreatedAt == RecordedAt && correction.ClosedAt < CreatedAt)
        {
            return PipelineRefusals.BeforeCreation(this, correction.ClosedAt.Value);
        }

        if (correction.Competitor is { } competitor && Status != OpportunityStatus.Lost)
        {
            return PipelineRefusals.CompetitorNeedsLoss.Because($"`competitor` is '{competitor}', but the opportunity was won.");
        }

        var amount = correction.Amount;
        BillingTotals? totals = null;
        if (correction.Lines is { Count: > 0 } priced && (TotalsOf(priced).IsRefused(out var tooMuch, out totals)
            || (amount is null && Money.Of(totals.FirstYear, Currency).IsRefused(out tooMuch, out amount))))
        {
            return tooMuch;
        }

        var fromAmount = Amount;
        List<string> changed = [];
        Note("name", correction.Name is { } name && name != Name);
        Note("amount", amount is not null && amount.Amount != Amount);
        Note("closedAt", correction.ClosedAt is { } closing && closing != fromClosedAt);
        Note("ownerId", correction.Owner is { } person && person.Id != OwnerId);
        Note("reason", correction.Reason is { } reason && reason != Reason);
        Note("competitor", correction.Competitor is { } rival && rival != LostTo);
        Note("fields", correction.Fields is { } fields && !JsonNode.DeepEquals(JsonNode.Parse(fields), JsonNode.Parse(Fields)));
        Note("lines", correction.Lines is { } lines && ReplaceLines(lines));
        (Name, OwnerId, Fields) = (correction.Name ?? Name, correction.Owner?.Id ?? OwnerId, correction.Fields ?? Fields);
        (Reason, LostTo) = (correction.Reason ?? Reason, correction.Competitor ?? LostTo);
        ClosedAt = correction.ClosedAt ?? ClosedAt;
        StageEnteredAt = ClosedAt.Value;
        Split((correction.Lines is null ? Totals : totals)?.ScaledTo(amount?.Amount ?? Amount, Currency));
        if (amount is not null && amount.Amount != fromAmount)
        {
            RecordAmount(amount, at);
        }

        return new OpportunityCorrected(Id, LeadId, AccountId, changed, Outcome, Name, fromAmount, Amount, Currency, Reason!, fromClosedAt,
            ClosedAt.Value, CreatedAt, OwnerId, owner, LostTo);

        void Note(string field, bool differs) => changed.AddRange(differs ? [field] : []);
    }
}
