using Funnel.Sales.Products;
using Funnel.ServiceDefaults;
using Funnel.Values;

namespace Funnel.Sales.Customers;

/// <summary>How a contract ended.</summary>
public enum ContractStop
{
    /// <summary>The customer ended it.</summary>
    Churned,

    /// <summary>Another contract replaced it.</summary>
    Renewed,

    /// <summary>The won opportunity that it came from was opened again. It never counted as revenue.</summary>
    Withdrawn,
}

/// <summary>An amount that a customer pays every month from a day on.</summary>
/// <remarks>
/// A contract earns until it churns or until another contract replaces it. If its end passes without a decision, it goes on
/// earning and is overdue, because revenue does not disappear by itself.
/// </remarks>
internal sealed class Contract
{
    public const int NameLength = 200;
    public const int ExternalIdLength = 200;
    public const int MostDays = 3650;
    public const int UsualLeadDays = 90;

    private readonly List<ContractAmount> amounts = [];

    private Contract()
    {
    }

    public Guid Id { get; private init; }

    public Guid CustomerId { get; private init; }

    /// <summary>The contract's key in another system; unique.</summary>
    public string? ExternalId { get; private init; }

    public string Name { get; private init; } = "";

    public string Currency { get; private init; } = "";

    public DateOnly StartsOn { get; private init; }

    /// <summary>
    /// The day of the month on which the months of the contract begin, 1 to 31. A renewal keeps it: a contract of the 31st that is
    /// renewed on the 28th of February is one of the 31st again in March.
    /// </summary>
    public int AnchorDay { get; private init; }

    /// <summary>The last day; null for a contract without an end.</summary>
    public DateOnly? EndsOn { get; private set; }

    /// <summary>The customer gives notice at least this number of days before the end.</summary>
    public int NoticeDays { get; private init; }

    /// <summary>The renewal opens this number of days before the end.</summary>
    public int RenewalLeadDays { get; private init; }

    /// <summary>The won opportunity that the contract came from.</summary>
    public Guid? OpportunityId { get; private init; }

    /// <summary>The contract that this one replaced; unique.</summary>
    public Guid? PredecessorId { get; private set; }

    /// <summary>The opportunity that renews the contract, once the renewal has opened; unique.</summary>
    public Guid? RenewalOpportunityId { get; private set; }

    /// <summary>The day on which the renewal opens; null if no renewal will open.</summary>
    public DateOnly? RenewalOpensOn => StoppedOn is null && RenewalOpportunityId is null ? EndsOn?.AddDays(-RenewalLeadDays) : null;

    /// <summary>The length in whole months, at least one.</summary>
    public int TermMonths
    {
        get
        {
            var next = (EndsOn ?? StartsOn).AddDays(1);
            var days = next.Day - StartsOn.Day;
            return Math.Max(1, ((next.Year - StartsOn.Year) * 12) + next.Month - StartsOn.Month + (days >= 15 ? 1 : days <= -16 ? -1 : 0));
        }
    }

    /// <summary>The first day without the contract. Amounts from this day on do not count.</summary>
    public DateOnly? StoppedOn { get; private set; }

    public ContractStop? StoppedBy { get; private set; }

    public string? ChurnReason { get; private set; }

    public DateTimeOffset RecordedAt { get; private init; }

    /// <summary>The amounts in the order in which they were recorded. Entries are only added.</summary>
    public IReadOnlyList<ContractAmount> Amounts => amounts;

    public static Contract Sign(Guid customer, ContractTerms terms, DateTimeOffset now)
    {
        var contract = new Contract
        {
            Id = Guid.CreateVersion7(now),
            CustomerId = customer,
            ExternalId = terms.ExternalId,
            Name = terms.Name,
            Currency = terms.Monthly.Currency,
            StartsOn = terms.StartsOn,
            AnchorDay = terms.AnchorDay ?? terms.StartsOn.Day,
            EndsOn = terms.EndsOn,
            NoticeDays = terms.NoticeDays,
            RenewalLeadDays = terms.RenewalLeadDays,
            OpportunityId = terms.OpportunityId,
            PredecessorId = terms.PredecessorId,
            RecordedAt = now,
        };
        contract.AddAmount(terms.Monthly, terms.StartsOn, now);
        return contract;
    }

    /// <summary>
    /// The amount of a month on a day. The entry with the latest day counts; of several with the same day, the last one recorded.
    /// </summary>
    public decimal AmountOn(DateOnly day) =>
        StoppedOn <= day ? 0
        : amounts.Where(entry => entry.On <= day).MaxBy(entry => (entry.On, entry.Sequence))?.Amount ?? 0;

    public bool HasAmount(Money monthly, DateOnly on) =>
        amounts.Where(entry => entry.On == on).MaxBy(entry => entry.Sequence)?.Amount == monthly.Amount;

    public Result ChangeAmount(Money monthly, DateOnly on, DateTimeOffset now)
    {
        if (on < StartsOn)
        {
            return CustomerRefusals.BeforeContract(this, on);
        }

        if (StoppedOn <= on)
        {
            return CustomerRefusals.Stopped(this);
        }

        AddAmount(monthly, on, now);
        return Result.Done;
    }

    public void OpenRenewal(Guid opportunity) => RenewalOpportunityId = opportunity;

    /// <summary>
    /// The monthly amount of the new contract if the renewal is won: that of the recurring lines of the renewal, else the won amount
    /// divided by the months of this contract.
    /// </summary>
    public Result<Money> MonthlyOf(Money won, BillingTotals? totals = null)
    {
        if (CheckRenewal().IsRefused(out var refusal))
        {
            return refusal;
        }

        var ofLines = Money.Round((totals?.Monthly ?? 0) + ((totals?.Yearly ?? 0) / 12), Currency);
        var monthly = ofLines > 0 ? ofLines : Money.Round(won.Amount / TermMonths, Currency);
        return monthly == 0 ? CustomerRefusals.NothingForAMonth(won.Amount, Currency, TermMonths) : Money.Of(monthly, Currency);
    }

    /// <summary>Stops the contract at its end and returns the terms of the contract that replaces it.</summary>
    public Result<ContractTerms> Renew(Money monthly, DateOnly? endsOn, Guid? opportunity)
    {
        if (CheckRenewal().IsRefused(out var refusal))
        {
            return refusal;
        }

        var start = EndsOn!.Value.AddDays(1);
        if (endsOn < start)
        {
            return CustomerRefusals.EndsBeforeStart(endsOn.Value, start);
        }

        (StoppedOn, StoppedBy) = (start, ContractStop.Renewed);
        // A contract whose end was moved to another day of the month goes on from that day.
        var anchor = Days.IsAnchored(start, AnchorDay) ? AnchorDay : start.Day;
        return new ContractTerms(
            Name, monthly, start, endsOn ?? Days.AddMonths(start, TermMonths, anchor).AddDays(-1), NoticeDays, RenewalLeadDays,
            opportunity, Id, AnchorDay: anchor);
    }

    /// <remarks>While the renewal is open, the contract keeps an end. Without one, the renewal could be neither won nor lost.</remarks>
    public Result MoveEnd(DateOnly? endsOn)
    {
        if (StoppedOn is not null)
        {
            return CustomerRefusals.Stopped(this);
        }

        if (endsOn < StartsOn)
        {
            return CustomerRefusals.EndsBeforeStart(endsOn.Value, StartsOn);
        }

        if (endsOn is null && RenewalOpportunityId is not null)
        {
            return CustomerRefusals.RenewalOpen(this);
        }

        EndsOn = endsOn;
        return Result.Done;
    }

    public bool HasChurned(DateOnly on, string reason) => (StoppedOn, StoppedBy, ChurnReason) == (on, ContractStop.Churned, reason);

    public Result CheckChurn(DateOnly on) =>
        StoppedOn is not null ? CustomerRefusals.Stopped(this)
        : on < StartsOn ? CustomerRefusals.BeforeContract(this, on)
        : Result.Done;

    public Result Churn(DateOnly on, string reason)
    {
        var check = CheckChurn(on);
        if (check.Refusal is null)
        {
            (StoppedOn, StoppedBy, ChurnReason) = (on, ContractStop.Churned, reason);
        }

        return check;
    }

    /// <summary>Checks that no later renewal depends on the contract.</summary>
    public Result CheckWithdrawal() =>
        StoppedBy == ContractStop.Renewed ? CustomerRefusals.Stopped(this)
        : StoppedOn is null && RenewalOpportunityId is not null ? CustomerRefusals.RenewalOpen(this)
        : Result.Done;

    /// <summary>Stops the contract on its first day, because the opportunity that it came from is not won any more.</summary>
    public void Withdraw() => (StoppedOn, StoppedBy, ChurnReason) = (StartsOn, ContractStop.Withdrawn, null);

    /// <summary>Frees the contract before, so that it can be renewed again.</summary>
    public void LeavePredecessor() => PredecessorId = null;

    /// <summary>The contract runs again, as if it had not ended.</summary>
    public void Resume() => (StoppedOn, StoppedBy, ChurnReason) = (null, null, null);

    private Result CheckRenewal() =>
        StoppedOn is not null ? CustomerRefusals.Stopped(this)
        : EndsOn is null ? CustomerRefusals.OpenEnded
        : Result.Done;

    private void AddAmount(Money monthly, DateOnly on, DateTimeOffset now) =>
        amounts.Add(new(Id, amounts.Count + 1, on, monthly.Amount, now.ToUniversalTime()));
}
