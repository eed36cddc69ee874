using Funnel.Insights.Deals;
using Funnel.Messaging;
using static Funnel.Insights.Tests.Person;

namespace Funnel.Insights.Tests.Deals;

public sealed class GetDealsSummaryTests(InsightsFixture fixture)
{
    [Fact]
    public async Task The_deals_give_the_figures_of_the_worked_example()
    {
        // 40 open; in the last twelve months 3 won and 9 lost (25 %), 25,000 each, 90 days from created to won.
        var asOf = Day(2011, 12, 31);
        await fixture.Load(Enumerable.Range(0, 40).SelectMany(_ => new Person().Opened(Day(2011, 11, 1), 100, "XVE").Events)
            .Concat(Enumerable.Range(0, 3).SelectMany(_ => Won(asOf.AddDays(-120), 90, 25_000, "XVE")))
            .Concat(Enumerable.Range(0, 9).SelectMany(_ => Lost(asOf.AddDays(-120), 30, 10_000, "XVE")))
            .Concat(Won(asOf.AddDays(-500), 10, 1, "XVE")));

        var deals = await In("XVE", "asOf=2011-12-31T12:00:00Z");

        Assert.Equal(new Velocity(40, 25_000, 0.25m, 90, 2777.78m), deals.Velocity);
        Assert.Equal((40, 4000m), (deals.Open, deals.OpenValue!.Value));
        Assert.Equal((4, 9), (deals.Won, deals.Lost));
    }

    [Fact]
    public async Task Win_rate_size_and_cycle_follow_their_formulas()
    {
        await fixture.Load(
            [.. Won(Day(2012, 1, 1), 10, 100, "XWR"), .. Won(Day(2012, 1, 1), 20, 200, "XWR"), .. Won(Day(2012, 1, 1), 60, 600, "XWR"),
            .. Won(Day(2012, 1, 1), 30, 1000, "XWR", "Joan"), .. Lost(Day(2012, 1, 1), 5, 100, "XWR"),
            .. new Person().Opened(Day(2012, 1, 1), 7, "XWR").Events]);

        var deals = await In("XWR", "from=2012-01-01&to=2013-01-01&asOf=2012-12-01T00:00:00Z");

        Assert.Equal((4, 1, 0.8m, 1900m, 100m, 0.95m),
            (deals.Won, deals.Lost, deals.WinRate!.Value, deals.WonValue!.Value, deals.LostValue!.Value, deals.WinRateByValue!.Value));
        Assert.Equal((475m, 400m, 2), (deals.AverageDealSize!.Value, deals.MedianDealSize!.Value, deals.WonOwners));
        Assert.Equal((4, 30m, 25m, 60m),
            (deals.CycleDays.All.Count, deals.CycleDays.All.Mean!.Value, deals.CycleDays.All.Median!.Value,
                deals.CycleDays.All.Max!.Value));
        Assert.Equal(1, deals.Open);

        var january = await In("XWR", "from=2012-01-01&to=2012-02-01&asOf=2012-12-01T00:00:00Z");
        Assert.Equal((3, 1, 1), (january.Won, january.Lost, january.Open));
        var nothing = await In("XWR", "from=2012-06-01&to=2012-07-01&asOf=2012-12-01T00:00:00Z");
        Assert.Null(nothing.WinRate);
        Assert.Null(nothing.AverageDealSize);
        Assert.Null(nothing.CycleDays.All.Mean);
    }

    [Fact]
    public async Task A_deal_that_was_opened_again_is_open_and_an_earlier_asOf_still_sees_it_won()
    {
        var (opened, won, reopened) = (Day(2016, 1, 1), Day(2016, 1, 11), Day(2016, 2, 1));
        await fixture.Load(new Person().Opened(opened, 100, "XRO").Won(won, opened, 90, "XRO")
            .Reopened(reopened, opened, amount: 90, currency: "XRO").Events);

        var before = await In("XRO", "asOf=2016-01-20T00:00:00Z");
        Assert.Equal((1, 90m, 0), (before.Won, before.WonValue!.Value, before.Open));
        var after = await In("XRO", "asOf=2016-03-01T00:00:00Z");
        Assert.Equal((0, 0, 1, 90m), (after.Won, after.Lost, after.Open, after.OpenValue!.Value));
    }

    [Fact]
    public async Task A_corrected_deal_counts_with_its_corrected_amount_month_and_owner()
    {
        var (opened, won) = (Day(2016, 1, 1), Day(2016, 3, 11));
        await fixture.Load(new Person().Opened(opened, 100, "XCO").Won(won, opened, 90, "XCO")
            .Corrected(Day(2016, 4, 1), opened, Day(2016, 2, 10), 40, "XCO", "Joan").Events);

        var february = await In("XCO", "from=2016-02-01&to=2016-03-01&asOf=2016-05-01T00:00:00Z");
        Assert.Equal((1, 40m, 40m), (february.Won, february.WonValue!.Value, february.CycleDays.All.Mean!.Value));
        Assert.Equal(0, (await In("XCO", "from=2016-03-01&to=2016-04-01&asOf=2016-05-01T00:00:00Z")).Won);
        var known = await In("XCO", "from=2016-03-01&to=2016-04-01&asOf=2016-03-20T00:00:00Z");
        Assert.Equal((1, 90m), (known.Won, known.WonValue!.Value));
    }

    [Fact]
    public async Task An_open_deal_counts_for_the_owner_who_had_it_when_it_was_opened_again()
    {
        var (opened, won) = (Day(2017, 1, 1), Day(2017, 1, 11));
        await fixture.Load(new Person().Opened(opened, 100, "XOW", "Joan").Won(won, opened, 90, "XOW", "Joan")
            .Corrected(Day(2017, 2, 1), opened, won, 80, "XOW", "Grace").Reopened(Day(2017, 3, 1), opened, amount: 80, currency: "XOW")
            .Events);

        Assert.Equal(["Joan 1 0"], await Owners("2017-01-20"));
        Assert.Equal(["Grace 1 0"], await Owners("2017-02-20"));
        Assert.Equal(["Grace 0 1"], await Owners("2017-03-20"));
        Assert.Equal(["Joan 0 1"], await Owners("2017-01-05"));
        var velocity = (await In("XOW", "asOf=2017-03-20T00:00:00Z")).Velocity;
        Assert.Equal(new Velocity(1, null, null, null, null), velocity);

        async Task<IEnumerable<string>> Owners(string asOf) =>
            (await Summary($"currency=XOW&by=owner&asOf={asOf}T00:00:00Z")).Currencies.Single().Groups
                .Select(group => $"{group.Key} {group.Figures.Won} {group.Figures.Open}");
    }

    [Fact]
    public async Task Currencies_are_kept_apart()
    {
        await fixture.Load(
            [.. Won(Day(2013, 1, 1), 10, 100, "XCA"), .. Won(Day(2013, 1, 1), 10, 900, "XCB", "Joan"),
                .. Lost(Day(2013, 1, 1), 10, 50, "XCB")]);

        var answer = await fixture.Service.Get<DealsSummaryResponse>("/api/insights/v1/deals/summary?from=2013-01-01&to=2014-01-01");
        var mine = answer.Currencies.Where(deals => deals.Currency is "XCA" or "XCB")
            .ToDictionary(deals => deals.Currency, deals => deals.Figures);

        Assert.Equal((100m, 1m), (mine["XCA"].WonValue!.Value, mine["XCA"].WinRate!.Value));
        Assert.Equal((900m, 0.5m), (mine["XCB"].WonValue!.Value, mine["XCB"].WinRate!.Value));
        Assert.Equal(2, answer.WonOwners);
    }

    [Fact]
    public async Task As_of_a_time_an_open_deal_has_its_amount_of_that_time()
    {
        var person = new Person().Opened(Day(2014, 1, 1), 100, "XAS").Repriced(Day(2014, 2, 1), 100, 250, "XAS").Moved(Day(2014, 2, 2))
            .Won(Day(2014, 3, 1), Day(2014, 1, 1), 240, "XAS");
        await fixture.Load(Enumerable.Reverse(person.Events).Chunk(1).SelectMany(fact => fact));

        async Task<(long, decimal, long)> At(string asOf)
        {
            var deals = await In("XAS", $"asOf={asOf}T12:00:00Z");
            return (deals.Open, deals.OpenValue!.Value, deals.Won);
        }

        Assert.Equal((1, 100m, 0), await At("2014-01-31"));
        Assert.Equal((1, 250m, 0), await At("2014-02-28"));
        Assert.Equal((0, 0m, 1), await At("2014-03-01"));
        Assert.DoesNotContain((await Summary("asOf=2013-12-31T00:00:00Z")).Currencies, deals => deals.Currency == "XAS");
    }

    [Fact]
    public async Task A_deal_won_before_its_creation_is_excluded_from_the_cycle_length_and_the_velocity()
    {
        await fixture.Load(
            [.. Won(Day(2015, 1, 10), -4, 100, "XEX"), .. Won(Day(2015, 1, 1), 20, 100, "XEX"),
                .. new Person().Opened(Day(2015, 1, 1), 7, "XEX").Events]);

        var answer = await Summary("currency=XEX&asOf=2015-06-01T00:00:00Z");
        var deals = answer.Currencies.Single().Figures;

        Assert.Equal((2, 8m), (deals.CycleDays.All.Count, deals.CycleDays.All.Mean!.Value));
        Assert.Equal((1, 20m), (deals.CycleDays.WithoutExclusions.Count, deals.CycleDays.WithoutExclusions.Mean!.Value));
        Assert.Equal(new Velocity(1, 100, 1, 20, 5), deals.Velocity);
        Assert.Equal(1, answer.Lineage.Exclusions.Single(exclusion => exclusion.Code == "won-before-created").Count);
    }

    [Fact]
    public async Task A_deal_won_at_its_creation_leaves_the_velocity_absent()
    {
        await fixture.Load([.. Won(Day(2015, 1, 1), 0, 100, "XZL"), .. new Person().Opened(Day(2015, 1, 1), 7, "XZL").Events]);

        Assert.Null((await In("XZL", "asOf=2015-06-01T00:00:00Z")).Velocity.PerDay);
    }

    [Fact]
    public async Task Groups_are_by_owner_or_by_channel_of_the_first_touch()
    {
        var social = new Person().Captured(Day(2016, 1, 1), "social").Opened(Day(2016, 1, 2), 5, "XGR", "Grace")
            .Won(Day(2016, 1, 5), Day(2016, 1, 2), 5, "XGR", "Joan");
        await fixture.Load([.. social.Events, .. Won(Day(2016, 1, 1), 2, 9, "XGR", owner: null)]);

        var byOwner = (await Summary("currency=XGR&by=owner")).Currencies.Single();
        Assert.Equal([("(none)", 9m), ("Joan", 5m)], byOwner.Groups.Select(group => (group.Key, group.Figures.WonValue!.Value)));
        var byChannel = await Summary("currency=XGR&by=channel");
        Assert.Equal([("(none)", 9m), ("social", 5m)],
            byChannel.Currencies.Single().Groups.Select(group => (group.Key, group.Figures.WonValue!.Value)));
        Assert.Contains(byChannel.Lineage.LastEvents, last => last.Projection == "funnels");
        Assert.Empty((await Summary("currency=XGR")).Currencies.Single().Groups);
    }

    private static List<CloudEvent> Won(DateTimeOffset opened, int days, decimal amount, string currency, string? owner = "Grace") =>
        new Person().Opened(opened, amount, currency, owner).Won(opened.AddDays(days), opened, amount, currency, owner).Events;

    private static List<CloudEvent> Lost(DateTimeOffset opened, int days, decimal amount, string currency) =>
        new Person().Opened(opened, amount, currency).Lost(opened.AddDays(days), opened, amount, currency).Events;

    [Fact]
    public async Task A_day_that_begins_twice_belongs_to_one_month()
    {
        // In Havana the clock went from 00:59 back to 00:00 on 2015-11-01: both hours after midnight are of November.
        var opened = Day(2015, 5, 1);
        await fixture.Load(new Person().Opened(opened, 4, "XHV").Won(new(2015, 11, 1, 4, 30, 0, TimeSpan.Zero), opened, 4, "XHV").Events
            .Concat(new Person().Opened(opened, 8, "XHV").Won(new(2015, 11, 1, 5, 30, 0, TimeSpan.Zero), opened, 8, "XHV").Events));

        Assert.Equal(0, (await In("XHV", "from=2015-10-01&to=2015-11-01&timeZone=America/Havana")).WonValue);
        Assert.Equal(12, (await In("XHV", "from=2015-11-01&to=2015-12-01&timeZone=America/Havana")).WonValue);
    }

    [Fact]
    public async Task Amounts_are_rounded_to_the_decimals_of_their_currency()
    {
        await fixture.Load(new[] { "JPY", "KWD" }.SelectMany(currency =>
            Won(Day(2012, 1, 1), 10, 1, currency).Concat(Won(Day(2012, 1, 1), 10, 1, currency))
                .Concat(Won(Day(2012, 1, 1), 10, 0, currency))));

        Assert.Equal(1, (await In("JPY", "to=2013-01-01")).AverageDealSize);
        Assert.Equal(0.667m, (await In("KWD", "to=2013-01-01")).AverageDealSize);
    }

    private async Task<DealFigures> In(string currency, string query) =>
        (await Summary($"currency={currency}&{query}")).Currencies.Single().Figures;

    private Task<DealsSummaryResponse> Summary(string query) =>
        fixture.Service.Get<DealsSummaryResponse>($"/api/insights/v1/deals/summary?{query}");
}
