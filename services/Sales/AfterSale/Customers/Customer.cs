using Funnel.Contracts.Sales;
using Funnel.Messaging;
using Funnel.Sales.Pipeline;
using Funnel.Sales.Visibility;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Customers;

public enum CustomerStatus
{
    Active,

    /// <summary>The last contract has ended, and no other contract replaced it.</summary>
    Churned,

    /// <summary>The only won opportunity was opened again, so the account is no customer.</summary>
    Revoked,
}

/// <summary>An account that has won opportunities. It becomes a customer with the first one and stays a customer.</summary>
/// <remarks>
/// Contracts are changed through their customer. Each change counts as a change of the customer, so that two requests that end the
/// last two contracts at the same time cannot miss each other's change.
/// </remarks>
internal sealed class Customer : Subject, IOwned, IVersioned
{
    private readonly List<Contract> contracts = [];

    private Customer()
    {
    }

    /// <summary>Unique.</summary>
    public Guid AccountId { get; private set; }

    /// <summary>The owner of the first won opportunity, until somebody assigns the customer.</summary>
    public Guid? OwnerId { get; private set; }

    /// <summary>Whether somebody assigned the customer, or handed it over. The owner then stays.</summary>
    public bool IsAssigned { get; private set; }

    /// <summary>The time at which the first opportunity was won. An earlier win that is recorded later moves it back.</summary>
    public DateTimeOffset Since { get; private set; }

    public Guid FirstOpportunityId { get; private set; }

    /// <summary>The lead of the first opportunity.</summary>
    public Guid? LeadId { get; private set; }

    /// <summary>The first day without a contract. It may be in the future.</summary>
    public DateOnly? ChurnedOn { get; private set; }

    /// <summary>A code from the list of churn reasons.</summary>
    public string? ChurnReason { get; private set; }

    /// <summary>When the only won opportunity was opened again. The next won opportunity makes the account a customer again.</summary>
    public DateTimeOffset? RevokedAt { get; private set; }

    /// <summary>The earliest review, followed-up referral or followed-up survey answer of 9 or 10.</summary>
    public DateTimeOffset? EvangelistSince { get; private set; }

    /// <summary>Increases with each change of the customer and of its contracts.</summary>
    public int Revision { get; private set; }

    public IReadOnlyList<Contract> Contracts => contracts;

    int IVersioned.Version => Revision;

    protected override Guid Correlation => LeadId ?? Id;

    public static Customer Begin(Opportunity won, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        AccountId = won.AccountId,
        OwnerId = won.OwnerId,
        Since = won.ClosedAt!.Value,
        FirstOpportunityId = won.Id,
        LeadId = won.LeadId,
    };

    /// <summary>Records another won opportunity. It may be earlier than the first one, and it brings a churned customer back.</summary>
    public void Buy(Opportunity won)
    {
        var at = won.ClosedAt!.Value;
        if (at < Since || RevokedAt is not null)
        {
            RevokedAt = null;
            Revision++;
            Follow(won);
        }

        if (DateOnly.FromDateTime(at.UtcDateTime) >= ChurnedOn)
        {
            (ChurnedOn, ChurnReason) = (null, null);
            Revision++;
        }
    }

    /// <summary>Makes the customer that of the account whose first won opportunity this is. Its owner moves with it.</summary>
    public void StartWith(Opportunity first)
    {
        var before = (AccountId, FirstOpportunityId, Since, OwnerId);
        Follow(first);
        Revision += before == (AccountId, FirstOpportunityId, Since, OwnerId) ? 0 : 1;
    }

    /// <summary>The contracts that end if the won opportunity is opened again: its own, or all if it is the only won one.</summary>
    public IReadOnlyList<Contract> ContractsOf(Guid deal, bool isOnlyWin) => contracts.FindAll(
        contract => contract.StoppedBy != ContractStop.Withdrawn && (isOnlyWin || contract.OpportunityId == deal));

    /// <summary>Takes back a won opportunity that was opened again, with its contracts.</summary>
    /// <param name="first">The first won opportunity that is left. Without one, the account is no customer any more.</param>
    public void TakeBack(Guid deal, Opportunity? first, DateTimeOffset now)
    {
        foreach (var contract in ContractsOf(deal, isOnlyWin: first is null))
        {
            contract.Withdraw();
        }

        Revision++;
        if (first is not null)
        {
            Follow(first);
        }
        else
        {
            (RevokedAt, ChurnedOn, ChurnReason) = (now, null, null);
        }
    }

    /// <summary>A renewal that was decided is open again, so the contract runs as before the decision.</summary>
    public void UndoRenewal(Contract contract)
    {
        contracts.Find(one => one.PredecessorId == contract.Id)?.LeavePredecessor();
        contract.Resume();
        (ChurnedOn, ChurnReason, Revision) = (null, null, Revision + 1);
    }

    public CustomerStatus StatusOn(DateOnly day) =>
        RevokedAt is not null ? CustomerStatus.Revoked : ChurnedOn <= day ? CustomerStatus.Churned : CustomerStatus.Active;

    public void AssignTo(Guid owner)
    {
        Revision += (OwnerId, IsAssigned) == (owner, true) ? 0 : 1;
        (OwnerId, IsAssigned) = (owner, true);
    }

    /// <summary>
    /// Makes the customer an evangelist from a time on. The earliest time counts, in whatever order the times are recorded.
    /// </summary>
    public void MarkEvangelist(DateTimeOffset at)
    {
        if (!(EvangelistSince <= at))
        {
            (EvangelistSince, Revision) = (at, Revision + 1);
        }
    }

    public Result<Contract> FindContract(Guid id) =>
        contracts.Find(contract => contract.Id == id) is { } contract ? contract : CustomerRefusals.ContractNotFound;

    public Contract Sign(ContractTerms terms, DateTimeOffset now)
    {
        var contract = Contract.Sign(Id, terms, now);
        contracts.Add(contract);
        // A churned customer that signs a contract is active again.
        (ChurnedOn, ChurnReason) = (null, null);
        Revision++;
        return contract;
    }

    public Result ChangeAmount(Contract contract, Money monthly, DateOnly on, DateTimeOffset now) =>
        CountChange(contract.ChangeAmount(monthly, on, now));

    public Result MoveEnd(Contract contract, DateOnly? endsOn) => CountChange(contract.MoveEnd(endsOn));

    /// <summary>Records that the contract's renewal has opened.</summary>
    /// <returns>The fact to publish.</returns>
    public RenewalDue OpenRenewal(Contract contract, Guid opportunity)
    {
        contract.OpenRenewal(opportunity);
        Revision++;
        return new(Id, contract.Id, AccountId, LeadId, opportunity, contract.Name, contract.EndsOn!.Value,
            contract.AmountOn(contract.EndsOn.Value), contract.Currency, OwnerId);
    }

    /// <summary>Replaces a contract by a new one, from the day after its end on.</summary>
    /// <param name="endsOn">The last day of the new contract; null for the same length as before.</param>
    public Result<Contract> Renew(Contract contract, Money monthly, DateOnly? endsOn, Guid? opportunity, DateTimeOffset now)
    {
        if (contract.Renew(monthly, endsOn, opportunity).IsRefused(out var refusal, out var terms))
        {
            return refusal;
        }

        return Sign(terms, now);
    }

    /// <summary>Ends a contract. The end of the last contract is the end of the customer; that fact is published once.</summary>
    public Result<Churned> Churn(Contract contract, DateOnly on, string reason)
    {
        var before = ChurnedOn;
        return CountChange(contract.Churn(on, reason)).IsRefused(out var refusal) ? refusal : ChurnIfNoContractRuns(before);
    }

    /// <summary>Ends all running contracts.</summary>
    public Result<Churned> Churn(DateOnly on, string reason)
    {
        var before = ChurnedOn;
        var running = contracts.FindAll(contract => contract.StoppedOn is null);
        if (running.Count == 0)
        {
            if (before is not null)
            {
                return (before, ChurnReason) == (on, reason) ? new Churned(null) : CustomerRefusals.ChurnedAlready(this);
            }

            (ChurnedOn, ChurnReason, Revision) = (on, reason, Revision + 1);
            return new Churned(ChurnedFact());
        }

        if (running.Select(contract => contract.CheckChurn(on).Refusal).FirstOrDefault(refusal => refusal is not null) is { } refusal)
        {
            return refusal;
        }

        running.ForEach(contract => contract.Churn(on, reason));
        Revision++;
        return ChurnIfNoContractRuns(before);
    }

    private void Follow(Opportunity first)
    {
        OwnerId = IsAssigned ? OwnerId : first.OwnerId;
        (AccountId, Since, FirstOpportunityId, LeadId) = (first.AccountId, first.ClosedAt!.Value, first.Id, first.LeadId);
    }

    private Result CountChange(Result result)
    {
        Revision += result.Refusal is null ? 1 : 0;
        return result;
    }

    private Churned ChurnIfNoContractRuns(DateOnly? before)
    {
        if (contracts.Exists(contract => contract.StoppedOn is null))
        {
            return new(null);
        }

        var last = contracts.MaxBy(contract => (contract.StoppedOn, contract.Id))!;
        (ChurnedOn, ChurnReason) = (last.StoppedOn, last.ChurnReason);
        return new(before is null ? ChurnedFact() : null);
    }

    private CustomerChurned ChurnedFact() => new(Id, AccountId, LeadId, ChurnReason!, ChurnedOn!.Value, Since, OwnerId,
        [.. contracts.GroupBy(contract => contract.Currency, contract => contract.AmountOn(ChurnedOn.Value.AddDays(-1)))
            .Where(lost => lost.Sum() > 0).OrderBy(lost => lost.Key, StringComparer.Ordinal)
            .Select(lost => new LostRevenue(lost.Sum(), lost.Key))]);
}

/// <summary>The outcome of ending contracts.</summary>
/// <param name="Fact">The fact to publish; null if other contracts still run or nothing changed.</param>
internal sealed record Churned(CustomerChurned? Fact);
