using Funnel.Contracts.Sales;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Pipeline;

/// <summary>How an opportunity ends: won or lost, once, with a reason.</summary>
internal sealed partial class Opportunity
{
    /// <param name="money">The final amount.</param>
    public Result<OpportunityWon> Win(SalesPipeline pipeline, Money money, string reason, string? owner, DateTimeOffset at)
    {
        if (Refuse(at) is { } refusal)
        {
            return refusal;
        }

        Close(OpportunityStatus.Won, pipeline.Won, money, reason, at);
        return new OpportunityWon(Id, LeadId, AccountId, Amount, Currency, reason, CreatedAt, OwnerId, owner);
    }

    /// <summary>The competitor to whom it was lost, where that is known.</summary>
    public string? LostTo { get; private set; }

    /// <param name="money">The amount that was lost.</param>
    public Result<OpportunityLost> Lose(SalesPipeline pipeline, Money money, string reason, string? owner, string? competitor, DateTimeOffset at)
    {
        if (Refuse(at) is { } refusal)
        {
            return refusal;
        }

        LostTo = competitor;
        Close(OpportunityStatus.Lost, pipeline.Lost, money, reason, at);
        return new OpportunityLost(Id, LeadId, AccountId, Amount, Currency, reason, CreatedAt, OwnerId, owner, competitor);
    }

    /// <summary>Whether this very outcome is the one that stands: telling it again changes nothing.</summary>
    public bool IsClosedAs(OpportunityStatus status, string reason, decimal? amount, DateTimeOffset? at) =>
        Status == status && Reason == reason && (amount is null || amount == Amount) && (at is null || at == ClosedAt);

    private void Close(OpportunityStatus status, Stage stage, Money money, string reason, DateTimeOffset at)
    {
        Status = status;
        Reason = reason;
        ClosedAt = at;
        ForecastOverride = null;
        Enter(stage, at);
        if (money.Amount != Amount)
        {
            TakeAmount(money, at);
        }
    }
}
