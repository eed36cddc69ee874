namespace Funnel.Sales.Tests.Customers;

public sealed class ContractTests
{
    private static readonly DateTimeOffset Now = DealSamples.Now;

    [Fact]
    public void The_amount_of_a_day_is_that_of_the_latest_entry_until_then()
    {
        var contract = Sign();
        Assert.Null(contract.ChangeAmount(DealSamples.Euros(150), new(2026, 6, 1), Now).Refusal);
        Assert.Null(contract.ChangeAmount(DealSamples.Euros(80), new(2026, 4, 1), Now).Refusal);
        Assert.Equal([0m, 100m, 80m, 150m],
            new[] { new DateOnly(2026, 2, 28), new(2026, 3, 31), new(2026, 5, 31), new(2026, 6, 1) }.Select(contract.AmountOn));
    }

    [Fact]
    public void Of_two_entries_of_one_day_the_last_recorded_one_counts()
    {
        var contract = Sign();
        contract.ChangeAmount(DealSamples.Euros(150), new(2026, 6, 1), Now);
        contract.ChangeAmount(DealSamples.Euros(70), new(2026, 6, 1), Now);
        Assert.Equal(70, contract.AmountOn(new(2026, 6, 1)));
        Assert.True(contract.HasAmount(DealSamples.Euros(70), new(2026, 6, 1)));
        Assert.False(contract.HasAmount(DealSamples.Euros(150), new(2026, 6, 1)));
        Assert.Equal([1, 2, 3], contract.Amounts.Select(entry => entry.Sequence));
    }

    [Fact]
    public void An_amount_applies_on_days_on_which_the_contract_runs()
    {
        var contract = Sign();
        Assert.Equal("before-contract", contract.ChangeAmount(DealSamples.Euros(5), new(2026, 2, 28), Now).Refusal!.Code);
        contract.Churn(new(2026, 8, 1), "price");
        Assert.Equal("contract-ended", contract.ChangeAmount(DealSamples.Euros(5), new(2026, 8, 1), Now).Refusal!.Code);
        Assert.Null(contract.ChangeAmount(DealSamples.Euros(5), new(2026, 7, 31), Now).Refusal);
        Assert.Equal((5m, 0m), (contract.AmountOn(new(2026, 7, 31)), contract.AmountOn(new(2026, 8, 1))));
    }

    [Fact]
    public void A_contract_churns_once_and_not_before_its_start()
    {
        var contract = Sign();
        Assert.Equal("before-contract", contract.Churn(new(2026, 2, 28), "price").Refusal!.Code);
        Assert.Null(contract.Churn(new(2026, 8, 1), "price").Refusal);
        Assert.True(contract.HasChurned(new(2026, 8, 1), "price"));
        Assert.False(contract.HasChurned(new(2026, 8, 1), "service"));
        var refusal = contract.Churn(new(2026, 9, 1), "price").Refusal!;
        Assert.Equal(("contract-ended", "It churned on 2026-08-01 for reason 'price'."), (refusal.Code, refusal.Detail));
    }

    [Fact]
    public void A_renewed_contract_stops_on_the_day_after_its_end_and_is_replaced_by_one_of_the_same_length()
    {
        var contract = Sign(endsOn: new(2026, 8, 31));
        var next = contract.Renew(DealSamples.Euros(120), null, null).Value!;
        Assert.Equal((new DateOnly(2026, 9, 1), ContractStop.Renewed), (contract.StoppedOn!.Value, contract.StoppedBy!.Value));
        Assert.Equal((new DateOnly(2026, 9, 1), (DateOnly?)new DateOnly(2027, 2, 28), 120m, (Guid?)contract.Id),
            (next.StartsOn, next.EndsOn, next.Monthly.Amount, next.PredecessorId));
        Assert.Equal("contract-ended", contract.Renew(DealSamples.Euros(120), null, null).Refusal!.Code);
    }

    [Theory]
    [InlineData("2026-01-31", "2026-02-27", "2026-02-28..2026-03-30 2026-03-31..2026-04-29 2026-04-30..2026-05-30 2026-05-31..2026-06-29")]
    [InlineData("2024-02-29", "2025-02-27", "2025-02-28..2026-02-27 2026-02-28..2027-02-27 2027-02-28..2028-02-28 2028-02-29..2029-02-27")]
    [InlineData("2025-11-30", "2026-02-27", "2026-02-28..2026-05-29 2026-05-30..2026-08-29")]
    [InlineData("2026-01-31", "2026-02-09", "2026-02-10..2026-03-09 2026-03-10..2026-04-09")]
    public void A_contract_keeps_its_day_of_the_month_through_its_renewals(string startsOn, string endsOn, string renewals)
    {
        var contract = Sign(DateOnly.Parse(startsOn), DateOnly.Parse(endsOn));
        Assert.All(renewals.Split(' '), renewal =>
        {
            var next = contract.Renew(DealSamples.Euros(100), null, null).Value!;
            Assert.Equal(renewal, $"{next.StartsOn:yyyy-MM-dd}..{next.EndsOn:yyyy-MM-dd}");
            contract = Contract.Sign(contract.CustomerId, next, Now);
        });
    }

    [Fact]
    public void Only_a_contract_with_an_end_is_renewed_and_only_beyond_its_end()
    {
        Assert.Equal("contract-open-ended", Sign().Renew(DealSamples.Euros(120), null, null).Refusal!.Code);
        var contract = Sign(endsOn: new(2026, 8, 31));
        Assert.Equal("contract-ends-before-it-starts", contract.Renew(DealSamples.Euros(120), new(2026, 8, 31), null).Refusal!.Code);
        Assert.Null(contract.StoppedOn);
    }

    [Theory]
    [InlineData("2026-03-01", "2026-03-31", 1)]
    [InlineData("2026-03-01", "2027-02-28", 12)]
    [InlineData("2026-03-15", "2026-04-14", 1)]
    [InlineData("2026-03-01", "2026-03-02", 1)]
    [InlineData("2026-01-31", "2026-06-30", 5)]
    public void The_length_is_counted_in_whole_months(string startsOn, string endsOn, int months) =>
        Assert.Equal(months, Sign(DateOnly.Parse(startsOn), DateOnly.Parse(endsOn)).TermMonths);

    [Fact]
    public void The_won_amount_of_a_renewal_is_divided_by_the_months_of_the_contract()
    {
        var contract = Sign(endsOn: new(2027, 2, 28));
        Assert.Equal(130.50m, contract.MonthlyOf(DealSamples.Euros(1566)).Value!.Amount);
        Assert.Equal(0.01m, contract.MonthlyOf(DealSamples.Euros(0.06m)).Value!.Amount);
        Assert.Equal("monthly-amount-zero", contract.MonthlyOf(DealSamples.Euros(0.05m)).Refusal!.Code);
        Assert.Equal("contract-open-ended", Sign().MonthlyOf(DealSamples.Euros(100)).Refusal!.Code);
    }

    [Fact]
    public void The_renewal_opens_the_lead_time_before_the_end()
    {
        var contract = Sign(endsOn: new(2026, 8, 31));
        Assert.Equal(new(2026, 6, 2), contract.RenewalOpensOn);
        Assert.Null(Sign().RenewalOpensOn);
        contract.OpenRenewal(Guid.CreateVersion7());
        Assert.Null(contract.RenewalOpensOn);
    }

    [Fact]
    public void The_end_moves_but_does_not_disappear_while_the_renewal_is_open()
    {
        var contract = Sign(endsOn: new(2026, 8, 31));
        Assert.Null(contract.MoveEnd(null).Refusal);
        Assert.Null(contract.MoveEnd(new(2026, 9, 30)).Refusal);
        Assert.Equal("contract-ends-before-it-starts", contract.MoveEnd(new(2026, 2, 28)).Refusal!.Code);
        contract.OpenRenewal(Guid.CreateVersion7());
        Assert.Equal("renewal-under-way", contract.MoveEnd(null).Refusal!.Code);
        Assert.Null(contract.MoveEnd(new(2026, 10, 31)).Refusal);
        contract.Churn(new(2026, 8, 1), "price");
        Assert.Equal("contract-ended", contract.MoveEnd(new(2026, 12, 31)).Refusal!.Code);
    }

    private static Contract Sign(DateOnly? startsOn = null, DateOnly? endsOn = null) => Contract.Sign(
        Guid.CreateVersion7(), new("Support", DealSamples.Euros(100), startsOn ?? new(2026, 3, 1), endsOn, 30, 90), Now);
}
