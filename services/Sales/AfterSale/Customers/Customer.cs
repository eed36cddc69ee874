using Funnel.Contracts.Sales;
using Funnel.Messaging;
using Funnel.Sales.Pipeline;
using Funnel.Sales.Visibility;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Customers;

public enum CustomerStatus
{
    Active,

    /// <summary>The last contract has ended without another one behind it.</summary>
    Churned,
}

/// <summary>An account that has bought: from its first won opportunity on, for ever. Its contracts are changed through it.</summary>
/// <remarks>Each change of a contract is one of the customer, so that of two people who end its last two contracts at once one sees what the other did.</remarks>
internal sealed class Customer : Subject, IOwned, IVersioned
{
    private readonly List<Contract> contracts = [];

    private Customer()
    {
    }

    /// <summary>Unique.</summary>
    public Guid AccountId { get; private set; }

    public Guid? OwnerId { get; private set; }

    /// <summary>When the first opportunity was won. An earlier one that is told later moves it back.</summary>
    public DateTimeOffset Since { get; private set; }

    public Guid FirstOpportunityId { get; private set; }

    /// <summary>The lead behind that opportunity.</summary>
    public Guid? LeadId { get; private set; }

    /// <summary>The first day without a contract, which may lie ahead.</summary>
    public DateOnly? ChurnedOn { get; private set; }

    /// <summary>Code from the managed list.</summary>
    public string? ChurnReason { get; private set; }

    /// <summary>When we first acted on a referral of theirs, or on an answer of 9 or 10.</summary>
    public DateTimeOffset? EvangelistSince { get; private set; }

    /// <summary>Rises with each change, of a contract too.</summary>
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

    /// <summary>Another opportunity was won: perhaps the first one, and the end of being away.</summary>
    public void Buy(Opportunity won)
    {
        var at = won.ClosedAt!.Value;
        if (at < Since)
        {
            (Since, FirstOpportunityId, LeadId) = (at, won.Id, won.LeadId);
            Revision++;
        }

        if (DateOnly.FromDateTime(at.UtcDateTime) >= ChurnedOn)
        {
            (ChurnedOn, ChurnReason) = (null, null);
            Revision++;
        }
    }

    /// <summary>That of whoever bought this first, after an un-merge.</summary>
    public void BeginWith(Opportunity first)
    {
        Revision += (AccountId, FirstOpportunityId) == (first.AccountId, first.Id) ? 0 : 1;
        (AccountId, Since, FirstOpportunityId, LeadId) = (first.AccountId, first.ClosedAt!.Value, first.Id, first.LeadId);
    }

    public CustomerStatus StatusOn(DateOnly day) => ChurnedOn <= day ? CustomerStatus.Churned : CustomerStatus.Active;

    public void GiveTo(Guid owner)
    {
        Revision += OwnerId == owner ? 0 : 1;
        OwnerId = owner;
    }

    /// <summary>Told in any order: the earliest time counts.</summary>
    public void Evangelise(DateTimeOffset at)
    {
        if (!(EvangelistSince <= at))
        {
            (EvangelistSince, Revision) = (at, Revision + 1);
        }
    }

    public Contract Sign(ContractTerms terms, DateTimeOffset now)
    {
        var contract = Contract.Sign(Id, terms, now);
        contracts.Add(contract);
        // Whoever signs again is a customer again.
        (ChurnedOn, ChurnReason) = (null, null);
        Revision++;
        return contract;
    }

    public Refusal? ChangeAmount(Contract contract, Money monthly, DateOnly on, DateTimeOffset now) =>
        Did(contract.ChangeAmount(monthly, on, now));

    public Refusal? MoveEnd(Contract contract, DateOnly? endsOn) => Did(contract.MoveEnd(endsOn));

    /// <summary>The contract's renewal has opened, which is the fact.</summary>
    public RenewalDue OpenRenewal(Contract contract, Guid opportunity)
    {
        contract.OpenRenewal(opportunity);
        Revision++;
        return new(Id, contract.Id, AccountId, LeadId, opportunity, contract.Name, contract.EndsOn!.Value,
            contract.AmountOn(contract.EndsOn.Value), contract.Currency, OwnerId);
    }

    /// <summary>Another contract takes the place of one, from the day after its end on.</summary>
    /// <param name="endsOn">As long as the one before where it is absent.</param>
    public Result<Contract> Renew(Contract contract, Money monthly, DateOnly? endsOn, Guid? opportunity, DateTimeOffset now)
    {
        if (contract.Renew(monthly, endsOn, opportunity).IsRefused(out var refusal, out var terms))
        {
            return refusal;
        }

        return Sign(terms, now);
    }

    /// <summary>Ends a contract for good. With the last one the customer is gone: that is the fact, and it is told once.</summary>
    public Result<Churned> Churn(Contract contract, DateOnly on, string reason)
    {
        var had = ChurnedOn;
        return Did(contract.Churn(on, reason)) is { } refusal ? refusal : Settle(had);
    }

    /// <summary>Ends whatever still runs.</summary>
    public Result<Churned> Churn(DateOnly on, string reason)
    {
        var had = ChurnedOn;
        var running = contracts.Where(contract => contract.StoppedOn is null).ToList();
        if (running.Count == 0)
        {
            if (had is not null)
            {
                return (had, ChurnReason) == (on, reason) ? new Churned(null) : CustomerRefusals.ChurnedAlready(this);
            }

            (ChurnedOn, ChurnReason, Revision) = (on, reason, Revision + 1);
            return new Churned(Tell());
        }

        if (running.Select(contract => contract.RefuseEnd(on)).FirstOrDefault(refusal => refusal is not null) is { } impossible)
        {
            return impossible;
        }

        running.ForEach(contract => contract.Churn(on, reason));
        Revision++;
        return Settle(had);
    }

    private Refusal? Did(Refusal? refusal)
    {
        Revision += refusal is null ? 1 : 0;
        return refusal;
    }

    private Churned Settle(DateOnly? had)
    {
        if (contracts.Exists(contract => contract.StoppedOn is null))
        {
            return new(null);
        }

        var last = contracts.MaxBy(contract => (contract.StoppedOn, contract.Id))!;
        (ChurnedOn, ChurnReason) = (last.StoppedOn, last.ChurnReason);
        return new(had is null ? Tell() : null);
    }

    private CustomerChurned Tell() => new(Id, AccountId, LeadId, ChurnReason!, ChurnedOn!.Value, Since, OwnerId,
        [.. contracts.GroupBy(contract => contract.Currency, contract => contract.AmountOn(ChurnedOn.Value.AddDays(-1)))
            .Where(lost => lost.Sum() > 0).OrderBy(lost => lost.Key, StringComparer.Ordinal).Select(lost => new LostRevenue(lost.Sum(), lost.Key))]);
}

/// <param name="Fact">Absent where other contracts still run, or nothing changed.</param>
internal sealed record Churned(CustomerChurned? Fact);
