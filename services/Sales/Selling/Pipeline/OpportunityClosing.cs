using Funnel.Contracts.Sales;
using Funnel.Sales.Products;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Pipeline;

/// <summary>The end of an opportunity: it is won or lost once, for a reason. Only <see cref="DealClosing"/> calls these methods.</summary>
internal sealed partial class Opportunity
{
    /// <summary>The competitor that won the deal, if it is known.</summary>
    public string? LostTo { get; private set; }

    /// <param name="money">The final amount.</param>
    /// <param name="totals">What the amount consists of; null for the opportunity's own lines.</param>
    public Result<OpportunityWon> Win(
        SalesPipeline pipeline, Money money, string reason, string? owner, DateTimeOffset at, BillingTotals? totals = null)
    {
        if (CheckOpen(at).IsRefused(out var refusal))
        {
            return refusal;
        }

        Close(OpportunityStatus.Won, pipeline.Won, money, reason, at, totals);
        return new OpportunityWon(Id, LeadId, AccountId, Amount, Currency, reason, CreatedAt, OwnerId, owner);
    }

    /// <param name="money">The amount that was lost.</param>
    public Result<OpportunityLost> Lose(
        SalesPipeline pipeline, Money money, string reason, string? owner, string? competitor, DateTimeOffset at)
    {
        if (CheckOpen(at).IsRefused(out var refusal))
        {
            return refusal;
        }

        LostTo = competitor;
        Close(OpportunityStatus.Lost, pipeline.Lost, money, reason, at);
        return new OpportunityLost(Id, LeadId, AccountId, Amount, Currency, reason, CreatedAt, OwnerId, owner, competitor);
    }

    /// <summary>Tells whether the opportunity already has exactly this outcome, so that a repeated request changes nothing.</summary>
    public bool IsClosedAs(OpportunityStatus status, string reason, decimal? amount, DateTimeOffset? at) =>
        Status == status && Reason == reason && (amount is null || amount == Amount) && (at is null || at == ClosedAt);

    private void Close(
        OpportunityStatus status, Stage stage, Money money, string reason, DateTimeOffset at, BillingTotals? totals = null)
    {
        Status = status;
        Reason = reason;
        ClosedAt = at;
        ForecastOverride = null;
        EnterStage(stage, at);
        Split((totals ?? Totals)?.ScaledTo(money.Amount, Currency));
        if (money.Amount != Amount)
        {
            RecordAmount(money, at);
        }
    }
}
