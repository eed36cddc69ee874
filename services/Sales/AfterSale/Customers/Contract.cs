using Funnel.ServiceDefaults;

namespace Funnel.Sales.Customers;

/// <summary>How a contract came to its end.</summary>
public enum ContractStop
{
    /// <summary>The customer did not go on with it.</summary>
    Churned,

    /// <summary>Another one took its place.</summary>
    Renewed,
}

/// <summary>What is agreed when a contract is signed; everything in it has been checked.</summary>
/// <param name="EndsOn">The last day; open-ended where it is absent.</param>
internal sealed record ContractTerms(
    string Name, Money Monthly, DateOnly StartsOn, DateOnly? EndsOn, int NoticeDays, int RenewalLeadDays,
    Guid? OpportunityId = null, Guid? PredecessorId = null, string? ExternalId = null);

/// <summary>
/// What a customer pays every month, from a day on. It earns until it is stopped, by churn or by the contract that
/// takes its place: an end that nobody has decided on does not make money disappear.
/// </summary>
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

    /// <summary>The key in the system that it came from; unique.</summary>
    public string? ExternalId { get; private init; }

    public string Name { get; private init; } = "";

    public string Currency { get; private init; } = "";

    public DateOnly StartsOn { get; private init; }

    /// <summary>The last day; open-ended where it is absent.</summary>
    public DateOnly? EndsOn { get; private set; }

    /// <summary>So many days before the end the customer gives notice at the latest.</summary>
    public int NoticeDays { get; private init; }

    /// <summary>So many days before the end the renewal opens.</summary>
    public int RenewalLeadDays { get; private init; }

    /// <summary>The sale that it came of.</summary>
    public Guid? OpportunityId { get; private init; }

    /// <summary>The contract whose place it took; unique.</summary>
    public Guid? PredecessorId { get; private init; }

    /// <summary>Its renewal, once that has opened; unique.</summary>
    public Guid? RenewalOpportunityId { get; private set; }

    /// <summary>When its renewal opens; absent where none will.</summary>
    public DateOnly? RenewalOpensOn => StoppedOn is null && RenewalOpportunityId is null ? EndsOn?.AddDays(-RenewalLeadDays) : null;

    /// <summary>Its length in whole months, one at the least.</summary>
    public int TermMonths
    {
        get
        {
            var next = (EndsOn ?? StartsOn).AddDays(1);
            var days = next.Day - StartsOn.Day;
            return Math.Max(1, ((next.Year - StartsOn.Year) * 12) + next.Month - StartsOn.Month + (days >= 15 ? 1 : days <= -16 ? -1 : 0));
        }
    }

    /// <summary>The first day without it; later amounts do not count.</summary>
    public DateOnly? StoppedOn { get; private set; }

    public ContractStop? StoppedBy { get; private set; }

    public string? ChurnReason { get; private set; }

    public DateTimeOffset RecordedAt { get; private init; }

    /// <summary>In the order in which they were told; only appended to.</summary>
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
            EndsOn = terms.EndsOn,
            NoticeDays = terms.NoticeDays,
            RenewalLeadDays = terms.RenewalLeadDays,
            OpportunityId = terms.OpportunityId,
            PredecessorId = terms.PredecessorId,
            RecordedAt = now,
        };
        contract.Take(terms.Monthly, terms.StartsOn, now);
        return contract;
    }

    /// <summary>A month's amount as of a day: of the entry with the latest day, and of several of one day the last that was told.</summary>
    public decimal AmountOn(DateOnly day) =>
        StoppedOn <= day ? 0
        : amounts.Where(entry => entry.On <= day).MaxBy(entry => (entry.On, entry.Sequence))?.Amount ?? 0;

    public bool HasAmount(Money monthly, DateOnly on) =>
        amounts.Where(entry => entry.On == on).MaxBy(entry => entry.Sequence)?.Amount == monthly.Amount;

    public Refusal? ChangeAmount(Money monthly, DateOnly on, DateTimeOffset now)
    {
        if ((on < StartsOn ? CustomerRefusals.BeforeContract(this, on) : StoppedOn <= on ? CustomerRefusals.Stopped(this) : null) is { } refusal)
        {
            return refusal;
        }

        Take(monthly, on, now);
        return null;
    }

    public void OpenRenewal(Guid opportunity) => RenewalOpportunityId = opportunity;

    /// <summary>A month's amount of the contract that takes its place, where the renewal is won: its amount is for as many months as this one runs.</summary>
    public Result<Money> MonthlyOf(Money won)
    {
        if (RefuseRenewal() is { } refusal)
        {
            return refusal;
        }

        var monthly = Money.Round(won.Amount / TermMonths, Currency);
        return monthly == 0 ? CustomerRefusals.NothingToPay.Because($"{won.Amount} {Currency} for {TermMonths} months is nothing a month.") : Money.Of(monthly, Currency);
    }

    /// <summary>Stops at its end, and says what takes its place.</summary>
    public Result<ContractTerms> Renew(Money monthly, DateOnly? endsOn, Guid? opportunity)
    {
        if (RefuseRenewal() is { } refusal)
        {
            return refusal;
        }

        var end = EndsOn!.Value;
        if (endsOn <= end)
        {
            return CustomerRefusals.EndsBeforeItStarts;
        }

        var start = end.AddDays(1);
        (StoppedOn, StoppedBy) = (start, ContractStop.Renewed);
        return new ContractTerms(Name, monthly, start, endsOn ?? start.AddMonths(TermMonths).AddDays(-1), NoticeDays, RenewalLeadDays, opportunity, Id);
    }

    /// <remarks>While its renewal is open it has an end: what goes on by itself could be neither renewed nor left.</remarks>
    public Refusal? MoveEnd(DateOnly? endsOn)
    {
        if ((StoppedOn is not null ? CustomerRefusals.Stopped(this)
            : endsOn < StartsOn ? CustomerRefusals.EndsBeforeItStarts
            : endsOn is null && RenewalOpportunityId is not null ? CustomerRefusals.RenewalOpen(this)
            : null) is { } refusal)
        {
            return refusal;
        }

        EndsOn = endsOn;
        return null;
    }

    public bool HasChurned(DateOnly on, string reason) => (StoppedOn, StoppedBy, ChurnReason) == (on, ContractStop.Churned, reason);

    public Refusal? RefuseEnd(DateOnly on) =>
        StoppedOn is not null ? CustomerRefusals.Stopped(this)
        : on < StartsOn ? CustomerRefusals.BeforeContract(this, on)
        : null;

    public Refusal? Churn(DateOnly on, string reason)
    {
        if (RefuseEnd(on) is { } refusal)
        {
            return refusal;
        }

        (StoppedOn, StoppedBy, ChurnReason) = (on, ContractStop.Churned, reason);
        return null;
    }

    private Refusal? RefuseRenewal() =>
        StoppedOn is not null ? CustomerRefusals.Stopped(this)
        : EndsOn is null ? CustomerRefusals.OpenEnded
        : null;

    private void Take(Money monthly, DateOnly on, DateTimeOffset now) =>
        amounts.Add(new(Id, amounts.Count + 1, on, monthly.Amount, now.ToUniversalTime()));
}

/// <summary>From a day on, a month costs this. Never changed, never deleted.</summary>
[IsRecord]
internal sealed record ContractAmount(Guid ContractId, int Sequence, DateOnly On, decimal Amount, DateTimeOffset RecordedAt);

/// <summary>A contract's amount over the days in which it stood: the entries' sum as the database sees it (view <c>revenue_spans</c>).</summary>
/// <param name="Until">The first day on which it does not stand any more.</param>
internal sealed record RevenueSpan(Guid CustomerId, Guid ContractId, string Currency, DateOnly From, DateOnly Until, decimal Amount);
