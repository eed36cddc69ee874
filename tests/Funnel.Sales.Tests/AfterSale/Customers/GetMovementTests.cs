using CsCheck;
using Funnel.Testing;

namespace Funnel.Sales.Tests.Customers;

/// <summary>Each test has a currency of its own, so that the tests do not see the contracts of each other.</summary>
public sealed class GetMovementTests(SalesFixture fixture)
{
    private readonly ServiceUnderTest<Program, SalesDb> sales = fixture.Service;

    [Fact]
    public async Task The_movement_of_a_month_adds_up_and_shows_the_retention()
    {
        // 100 + 200 + 50 at the start of February. In February one customer expands, one contracts, one churns and one is new.
        var grows = await Sign("CHF", 100);
        await sales.Change(grows, 130, "2025-02-10");
        var shrinks = await Sign("CHF", 200);
        await sales.Change(shrinks, 150, "2025-02-11");
        await sales.Churn(await Sign("CHF", 50), "2025-02-28");
        await Sign("CHF", 70, "2025-02-20");

        var told = await Movement("CHF", "2025-01", "2025-03");

        Assert.Equal(new MovementPeriod(new(2025, 1, 1), new(2025, 1, 31), 0, 350, 0, 0, 0, 0, 350, 0, 3, 0, 3, null, null, null),
            told.Months[0]);
        Assert.Equal(
            new MovementPeriod(new(2025, 2, 1), new(2025, 2, 28), 350, 70, 0, 30, 50, 50, 350, 3, 1, 1, 3, 0.714286m, 0.8m, 0.333333m),
            told.Months[1]);
        Assert.Equal(new MovementPeriod(new(2025, 3, 1), new(2025, 3, 31), 350, 0, 0, 0, 0, 0, 350, 3, 0, 0, 3, 1, 1, 0), told.Months[2]);
        // The customer that came in January and left in February does not count.
        Assert.Equal((0m, 350m, 350m, null), (told.Whole.Start, told.Whole.New, told.Whole.End, told.Whole.GrossRetention));
        Assert.Equal("UTC", told.TimeZone);
    }

    [Fact]
    public async Task The_end_of_one_contract_is_a_contraction_and_a_returning_customer_is_new_and_reactivated()
    {
        var first = await Sign("NOK", 100);
        await sales.Churn(await sales.Sign(first.CustomerId, 40, "2025-01-05", currency: "NOK"), "2025-02-01");
        await sales.Churn(first, "2025-03-15");
        await sales.Sign(first.CustomerId, 60, "2025-05-01", currency: "NOK");

        var months = (await Movement("NOK", "2025-02", "2025-05")).Months;
        Assert.Equal([(140m, 0m, 40m, 0m, 100m), (100m, 0m, 0m, 100m, 0m), (0m, 0m, 0m, 0m, 0m), (0m, 60m, 0m, 0m, 60m)],
            months.Select(month => (month.Start, month.New, month.Contraction, month.Churn, month.End)));
        Assert.Equal([0m, 0m, 0m, 60m], months.Select(month => month.Reactivated));
        Assert.Equal([0m, 1m, null, null], months.Select(month => month.LogoChurn));
    }

    [Fact]
    public async Task Contracts_in_other_currencies_are_left_out()
    {
        Assert.All((await Movement("ISK", "2025-01", "2025-02")).Months,
            month => Assert.Equal((0m, 0m, null), (month.Start, month.End, month.NetRetention)));
    }

    /// <summary>The history of one contract: signed, changed, perhaps churned.</summary>
    private sealed record Told(int Customer, int Start, int[] Days, int[] Amounts, int? End);

    private static readonly Gen<Told> Contract =
        from customer in Gen.Int[0, 3]
        from start in Gen.Int[0, 300]
        from changes in Gen.Int[0, 4]
        from days in Gen.Int[0, 400].Array[changes]
        from amounts in Gen.Int[1, 50_000].Array[changes + 1]
        from end in Gen.Int[-200, 400].Select(day => day < 0 ? (int?)null : day)
        select new Told(customer, start, [.. days.Select(day => start + 1 + day).Distinct()], amounts, start + 1 + end);

    /// <summary>Compares the movement with a count by hand from the recorded histories.</summary>
    [Fact]
    public async Task The_movement_of_any_history_in_any_order_adds_up_and_equals_a_count_by_hand()
    {
        var currencies = new Queue<string>("AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT".Split(' '));
        await (from contracts in Contract.Array[1, 8] from seed in Gen.Int select (contracts, seed)).SampleAsync(async history =>
        {
            var currency = currencies.Dequeue();
            await Tell(history.contracts, currency, new Random(history.seed));
            var movement = await Movement(currency, "2024-01", "2026-03");
            var before = 0m;
            foreach (var month in movement.Months.Append(movement.Whole))
            {
                Assert.Equal(month.End, month.Start + month.New + month.Expansion - month.Contraction - month.Churn);
                Assert.Equal(Recount(history.contracts, month.From, month.To),
                    (month.Start, month.New, month.Expansion, month.Contraction, month.Churn, month.End, month.CustomersLost));
                Assert.True(month.GrossRetention is null or (>= 0 and <= 1));
                Assert.True(month == movement.Whole || month.Start == before, "A month starts where the last one ended.");
                before = month.End;
            }
        }, iter: 10, threads: 1);
    }

    private async Task Tell(Told[] contracts, string currency, Random order)
    {
        var customers = new List<CustomerSummary>();
        for (var count = 0; count < 4; count++)
        {
            customers.Add(await sales.Win());
        }

        var acts = new List<Func<Task>>();
        foreach (var told in contracts)
        {
            var contract = await sales.Sign(customers[told.Customer].Id, told.Amounts[0], Day(told.Start), currency: currency);
            acts.AddRange(told.Days.Select((day, index) => (Func<Task>)(async () =>
            {
                // An amount for a day after the end is refused if the end is recorded already, and does not count if the end is
                // recorded later.
                using var answer =
                    await sales.Post($"{CustomerSteps.Path}/{contract.CustomerId}/contracts/{contract.Id}/amount",
                        new { monthly = told.Amounts[index + 1], on = Day(day) });
                Assert.True(answer.IsSuccessStatusCode || (int)answer.StatusCode == 409 && day >= told.End);
            })));
            if (told.End is { } end)
            {
                acts.Add(() => sales.Churn(contract, Day(end)));
            }
        }

        var shuffled = acts.ToArray();
        order.Shuffle(shuffled);
        foreach (var act in shuffled)
        {
            await act();
        }
    }

    private static (decimal, decimal, decimal, decimal, decimal, decimal, int) Recount(Told[] contracts, DateOnly from, DateOnly to)
    {
        var pairs = contracts.GroupBy(told => told.Customer)
            .Select(one => (Start: one.Sum(told => On(told, from.AddDays(-1))), End: one.Sum(told => On(told, to)))).ToList();
        return (pairs.Sum(pair => pair.Start), pairs.Where(pair => pair.Start == 0).Sum(pair => pair.End),
            pairs.Where(pair => pair.Start > 0 && pair.End > pair.Start).Sum(pair => pair.End - pair.Start),
            pairs.Where(pair => pair.End > 0 && pair.End < pair.Start).Sum(pair => pair.Start - pair.End),
            pairs.Where(pair => pair.End == 0).Sum(pair => pair.Start), pairs.Sum(pair => pair.End),
            pairs.Count(pair => pair.Start > 0 && pair.End == 0));
    }

    private static decimal On(Told told, DateOnly day)
    {
        var at = day.DayNumber - Origin.DayNumber;
        if (at < told.Start || at >= told.End)
        {
            return 0;
        }

        var latest = -1;
        for (var index = 0; index < told.Days.Length; index++)
        {
            latest = told.Days[index] <= at && (latest < 0 || told.Days[index] > told.Days[latest]) ? index : latest;
        }

        return told.Amounts[latest + 1];
    }

    private static readonly DateOnly Origin = new(2024, 2, 1);

    private static string Day(int offset) =>
        Origin.AddDays(offset).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private async Task<ContractResponse> Sign(string currency, decimal monthly, string startsOn = "2025-01-05") =>
        await sales.Sign((await sales.Win()).Id, monthly, startsOn, currency: currency);

    private Task<MovementResponse> Movement(string currency, string first, string last) =>
        sales.Get<MovementResponse>($"{CustomerSteps.Path}/movement?from={first}&to={last}&currency={currency}");

    [Theory]
    [InlineData("from=2025-03&to=2025-02&currency=EUR", 422, "movement-out-of-range")]
    [InlineData("from=1990-01&to=2025-02&currency=EUR", 422, "movement-out-of-range")]
    [InlineData("from=2025-13&to=2025-02&currency=EUR", 400, "validation-failed")]
    [InlineData("from=2025-01&to=2025-02&currency=euro", 400, "validation-failed")]
    [InlineData("from=2025-01&to=2025-02", 400, "malformed-request")]
    public async Task A_wrong_period_is_refused(string query, int status, string code) =>
        Assert.Equal(code, (await sales.Http.GetAsync($"{CustomerSteps.Path}/movement?{query}").Refused(status)).Code);
}
