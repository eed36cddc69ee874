using Funnel.Contracts.Sales;

namespace Funnel.Sales.Tests.Customers;

public sealed class CustomerTests
{
    private static readonly DateTimeOffset Now = DealSamples.Now;

    private readonly Customer customer = Customer.Begin(DealSamples.Won(Now), Now);

    [Fact]
    public void A_customer_starts_with_the_won_opportunity()
    {
        var (account, lead) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var won = DealSamples.Won(Now, account, lead);
        var started = Customer.Begin(won, Now.AddDays(1));
        Assert.Equal((account, won.Id, (Guid?)lead, Now), (started.AccountId, started.FirstOpportunityId, started.LeadId, started.Since));
        Assert.Equal(CustomerStatus.Active, started.StatusOn(new(2026, 3, 1)));
    }

    [Fact]
    public void A_later_win_changes_nothing_and_an_earlier_win_becomes_the_first_one()
    {
        var first = customer.FirstOpportunityId;
        customer.Buy(DealSamples.Won(Now.AddDays(1)));
        Assert.Equal((first, 0), (customer.FirstOpportunityId, customer.Revision));
        var earlier = DealSamples.Won(Now.AddYears(-1));
        customer.Buy(earlier);
        Assert.Equal((earlier.Id, Now.AddYears(-1), 1), (customer.FirstOpportunityId, customer.Since, customer.Revision));
    }

    [Fact]
    public void The_end_of_one_contract_of_two_leaves_the_customer_active()
    {
        var one = Sign(100);
        Sign(40);
        Assert.Null(customer.Churn(one, new(2026, 6, 1), "price").Value!.Fact);
        Assert.Null(customer.ChurnedOn);
    }

    [Fact]
    public void The_end_of_the_last_contract_is_published_once_with_the_lost_revenue()
    {
        var (one, other) = (Sign(100), Sign(40));
        customer.Churn(one, new(2026, 6, 1), "price");
        var fact = customer.Churn(other, new(2026, 8, 1), "service").Value!.Fact!;
        Assert.Equal(("service", new DateOnly(2026, 8, 1)), (fact.Reason, fact.EffectiveOn));
        Assert.Equal([new LostRevenue(40, "EUR")], fact.Lost);
        Assert.Equal("contract-ended", customer.Churn(other, new(2026, 8, 1), "service").Refusal!.Code);
        Assert.Equal((CustomerStatus.Active, CustomerStatus.Churned),
            (customer.StatusOn(new(2026, 7, 31)), customer.StatusOn(new(2026, 8, 1))));
    }

    [Fact]
    public void A_whole_customer_churns_with_all_running_contracts()
    {
        var (one, other) = (Sign(100), Sign(40));
        var fact = customer.Churn(new(2026, 6, 1), "no-need").Value!.Fact!;
        Assert.Equal([new LostRevenue(140, "EUR")], fact.Lost);
        Assert.All([one, other], contract => Assert.Equal(new(2026, 6, 1), contract.StoppedOn));
        Assert.Null(customer.Churn(new(2026, 6, 1), "no-need").Value!.Fact);
        Assert.Equal("customer-already-churned", customer.Churn(new(2026, 6, 2), "no-need").Refusal!.Code);
    }

    [Fact]
    public void If_one_contract_cannot_churn_on_the_day_none_does()
    {
        var running = Sign(100);
        Sign(40, startsOn: new(2026, 9, 1));
        Assert.Equal("before-contract", customer.Churn(new(2026, 6, 1), "price").Refusal!.Code);
        Assert.Null(running.StoppedOn);
    }

    [Fact]
    public void A_customer_without_contracts_churns_too()
    {
        var fact = customer.Churn(new(2026, 6, 1), "no-need").Value!.Fact!;
        Assert.Empty(fact.Lost);
        Assert.Equal(new(2026, 6, 1), customer.ChurnedOn);
    }

    [Fact]
    public void A_churned_customer_comes_back_with_a_new_contract_or_a_new_win()
    {
        customer.Churn(new(2026, 6, 1), "price");
        Sign(10, startsOn: new(2026, 9, 1));
        Assert.Null(customer.ChurnedOn);
        customer.Churn(new(2026, 10, 1), "price");
        customer.Buy(DealSamples.Won(new(2026, 9, 1, 0, 0, 0, TimeSpan.Zero)));
        Assert.Equal(new(2026, 10, 1), customer.ChurnedOn);
        customer.Buy(DealSamples.Won(new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero)));
        Assert.Null(customer.ChurnedOn);
    }

    [Fact]
    public void A_renewal_signs_the_contract_that_replaces_the_old_one()
    {
        var contract = Sign(100, endsOn: new(2027, 2, 28));
        var next = customer.Renew(contract, DealSamples.Euros(120), null, null, Now).Value!;
        Assert.Equal((contract.Id, new DateOnly(2027, 3, 1), (DateOnly?)new DateOnly(2028, 2, 29)),
            (next.PredecessorId!.Value, next.StartsOn, next.EndsOn));
        Assert.Equal(2, customer.Contracts.Count);
    }

    [Fact]
    public void Opening_a_renewal_returns_the_fact_to_publish()
    {
        var contract = Sign(100, endsOn: new(2027, 2, 28));
        var deal = Guid.CreateVersion7();
        var due = customer.OpenRenewal(contract, deal);
        Assert.Equal((contract.Id, deal, new DateOnly(2027, 2, 28), 100m), (due.ContractId, due.OpportunityId, due.EndsOn, due.Monthly));
        Assert.Null(contract.RenewalOpensOn);
    }

    [Fact]
    public void The_earliest_reason_to_be_an_evangelist_counts()
    {
        customer.MarkEvangelist(Now);
        customer.MarkEvangelist(Now.AddDays(1));
        Assert.Equal((Now, 1), (customer.EvangelistSince!.Value, customer.Revision));
        customer.MarkEvangelist(Now.AddDays(-1));
        Assert.Equal((Now.AddDays(-1), 2), (customer.EvangelistSince.Value, customer.Revision));
    }

    [Fact]
    public void Each_change_of_a_contract_raises_the_revision_and_a_refused_change_does_not()
    {
        var contract = Sign(100);
        var revision = customer.Revision;
        Assert.Null(customer.ChangeAmount(contract, DealSamples.Euros(120), new(2026, 4, 1), Now).Refusal);
        Assert.Null(customer.MoveEnd(contract, new(2027, 2, 28)).Refusal);
        Assert.Equal(revision + 2, customer.Revision);
        Assert.NotNull(customer.ChangeAmount(contract, DealSamples.Euros(120), new(2020, 1, 1), Now).Refusal);
        Assert.Equal(revision + 2, customer.Revision);
        Assert.Equal("contract-not-found", customer.FindContract(Guid.CreateVersion7()).Refusal!.Code);
    }

    [Fact]
    public void Assigning_the_same_owner_changes_nothing()
    {
        var owner = Guid.CreateVersion7();
        customer.AssignTo(owner);
        customer.AssignTo(owner);
        Assert.Equal(((Guid?)owner, 1), (customer.OwnerId, customer.Revision));
    }

    private Contract Sign(decimal monthly, DateOnly? startsOn = null, DateOnly? endsOn = null) =>
        customer.Sign(new("Support", DealSamples.Euros(monthly), startsOn ?? new(2026, 3, 1), endsOn, 30, 90), Now);
}
