using Funnel.Insights.Funnels;
using static Funnel.Insights.Tests.Person;

namespace Funnel.Insights.Tests.Funnels;

public sealed class GetCohortsTests(InsightsFixture fixture)
{
    [Fact]
    public async Task Cohorts_are_counted_by_month_and_by_channel()
    {
        await fixture.Tell([.. new[]
        {
            new Person().Captured(Day(2002, 1, 3), "social", "/a").Qualified(Day(2002, 1, 4)).Assigned(Day(2002, 1, 4))
                .Accepted(Day(2002, 1, 5))
                .Opened(Day(2002, 1, 6)).Won(Day(2002, 1, 13), Day(2002, 1, 6)),
            new Person().Captured(Day(2002, 1, 31, 23), "social", "/a").Qualified(Day(2002, 2, 2)).Assigned(Day(2002, 2, 2))
                .Accepted(Day(2002, 2, 3)),
            new Person().Captured(Day(2002, 1, 9), "unknown", "/b").Qualified(Day(2002, 1, 9)),
            new Person().Captured(Day(2002, 1, 9), null, "/b").Qualified(Day(2002, 1, 9)),
            new Person().Captured(Day(2002, 2, 1), null, "/c"),
        }.SelectMany(person => person.Events)]);

        var byMonth = await Cohorts("from=2002-01-01&to=2003-01-01");
        Assert.Equal([("2002-01", 4), ("2002-02", 1)], byMonth.Cohorts.Select(cohort => (cohort.Month!, (int)cohort.Entered)));
        var january = byMonth.Cohorts[0];
        Assert.Equal(2, january.LandingPages);
        Assert.Equal([("mql", 4, 1m, 1m), ("sal", 2, 0.5m, 0.5m), ("sql", 1, 0.25m, 0.5m), ("customer", 1, 0.25m, 1m)],
            january.Stages.Select(stage => (stage.Stage, (int)stage.Count, stage.FromEntry!.Value, stage.FromPrevious!.Value)));
        var february = byMonth.Cohorts[1];
        Assert.Equal(0m, february.Stages[0].FromEntry);
        Assert.Null(february.Stages[1].FromPrevious);
        Assert.Equal(5, byMonth.Total.Entered);
        Assert.Equal(3, byMonth.Total.LandingPages);

        var byChannel = await Cohorts("by=channel&from=2002-01-01&to=2003-01-01");
        Assert.Equal([("(none)", 2), ("social", 2), ("unknown", 1)],
            byChannel.Cohorts.Select(cohort => (cohort.Channel!, (int)cohort.Entered)));
        Assert.All(byChannel.Cohorts, cohort => Assert.Null(cohort.Month));

        var byBoth = await Cohorts("by=month,channel&from=2002-01-01&to=2003-01-01");
        Assert.Equal([("2002-01", "social", 2), ("2002-01", "(none)", 1), ("2002-01", "unknown", 1), ("2002-02", "(none)", 1)],
            byBoth.Cohorts.Select(cohort => (cohort.Month!, cohort.Channel!, (int)cohort.Entered)));
        Assert.Equivalent(byMonth.Total, byBoth.Total);
    }

    [Fact]
    public async Task Spellings_of_a_channel_are_one_cohort_that_is_shown_as_first_written()
    {
        await fixture.Tell([.. new Person().Captured(Day(2007, 3, 3), "FAIR é 2007", "/a").Events]);
        await fixture.Tell([.. new Person().Captured(Day(2007, 3, 2), "Fair É 2007", "/a").Events]);
        await fixture.Tell([.. new Person().Captured(Day(2007, 3, 4), "fair\u00a0e\u0301 2007\u200b", "/b").Events]);

        var cohort = Assert.Single((await Cohorts("by=channel&from=2007-03-01&to=2007-04-01")).Cohorts);

        Assert.Equal(("Fair É 2007", 3L, 2L), (cohort.Channel, cohort.Entered, cohort.LandingPages));
    }

    [Fact]
    public async Task A_skipped_stage_makes_no_conversion_above_one()
    {
        await fixture.Load([.. new Person().Captured(Day(2003, 5, 1)).Opened(Day(2003, 5, 2)).Won(Day(2003, 5, 3), Day(2003, 5, 2)).Events,
            .. new Person().Captured(Day(2003, 5, 1)).Qualified(Day(2003, 5, 2)).Assigned(Day(2003, 5, 2))
                .Accepted(Day(2003, 5, 3)).Events]);

        var stages = (await Cohorts("from=2003-05-01&to=2003-06-01")).Total.Stages;

        Assert.Equal([(1, 1m / 2, 0), (1, 1m, 0), (1, 0m, 1), (1, 1m, 0)],
            stages.Select(stage => ((int)stage.Count, stage.FromPrevious!.Value, (int)stage.WithoutPrevious)));
    }

    [Fact]
    public async Task A_window_limits_the_stages_and_shows_which_cohorts_are_mature()
    {
        await fixture.Load([.. new Person().Captured(Day(2004, 1, 31)).Qualified(Day(2004, 2, 10)).Events,
            .. new Person().Captured(Day(2004, 1, 31)).Qualified(Day(2004, 2, 10).AddSeconds(1)).Events,
            .. new Person().Captured(Day(2004, 2, 1)).Events]);

        var windowed = await Cohorts("from=2004-01-01&to=2005-01-01&window=10&asOf=2004-02-29T00:00:00Z");
        var mql = windowed.Cohorts.Select(cohort => (int)cohort.Stages[0].Count);
        Assert.Equal([1, 0], mql);
        Assert.Equal([(Day(2004, 2, 11, 0), true), (Day(2004, 3, 11, 0), false)],
            windowed.Cohorts.Select(cohort => (cohort.MatureAt!.Value, cohort.Mature!.Value)));
        Assert.Equal(Day(2005, 1, 11, 0), windowed.Total.MatureAt);
        Assert.Equal("10 days", windowed.Lineage.Filters["window"]);

        var open = await Cohorts("by=channel&window=10");
        Assert.All(open.Cohorts, cohort => Assert.False(cohort.Mature));
        var unwindowed = await Cohorts("from=2004-01-01&to=2005-01-01");
        Assert.Equal(2, unwindowed.Cohorts[0].Stages[0].Count);
        Assert.Null(unwindowed.Cohorts[0].Mature);
    }

    [Fact]
    public async Task As_of_a_time_later_events_do_not_count()
    {
        var person = WithWholeStory(Day(2006, 3, 1));
        await fixture.Load(person.Events);

        async Task<(long, string)> At(DateTimeOffset asOf)
        {
            var answer = await Cohorts($"from=2006-01-01&to=2007-01-01&asOf={asOf.UtcDateTime:O}");
            return (answer.Total.Entered, string.Join(' ', answer.Total.Stages.Select(stage => stage.Count)));
        }

        Assert.Equal((0, "0 0 0 0"), await At(Day(2006, 2, 28)));
        Assert.Equal((1, "0 0 0 0"), await At(Day(2006, 3, 1)));
        Assert.Equal((1, "1 0 0 0"), await At(Day(2006, 3, 6)));
        Assert.Equal((1, "1 1 1 0"), await At(Day(2006, 3, 9)));
        Assert.Equal((1, "1 1 1 1"), await At(Day(2006, 3, 21)));
        var lineage = (await Cohorts("from=2006-01-01&to=2007-01-01&asOf=2006-03-07T12:00:00Z")).Lineage;
        Assert.Equal(
            [("/funnel/marketing", person.Events[5].Id), ("/funnel/sales", person.Events[7].Id)],
            lineage.LastEvents.Select(last => (last.Source, last.EventId)));
        Assert.Equal("cohort-funnel", lineage.Definition.Name);
        Assert.Equal(2, lineage.Definition.Version);
    }

    [Fact]
    public async Task Months_begin_in_the_requested_time_zone()
    {
        await fixture.Load(new Person().Captured(new(2007, 6, 30, 23, 30, 0, TimeSpan.Zero)).Events);

        Assert.Equal("2007-06", (await Cohorts("from=2007-06-01&to=2007-08-01")).Cohorts.Single().Month);
        var berlin = await Cohorts("from=2007-07-01&to=2007-08-01&timeZone=Europe/Berlin");
        Assert.Equal("2007-07", berlin.Cohorts.Single().Month);
        Assert.Equal("Europe/Berlin", berlin.Lineage.TimeZone);
        Assert.Empty((await Cohorts("from=2007-07-01&to=2007-08-01")).Cohorts);
    }

    [Fact]
    public async Task A_month_begins_at_the_first_of_two_midnights()
    {
        await fixture.Load(new Person().Captured(new(2015, 11, 1, 4, 30, 0, TimeSpan.Zero)).Events);

        var havana = await Cohorts("from=2015-10-31&to=2015-11-02&timeZone=america/havana&window=1");
        Assert.Equal(("2015-11", new DateTimeOffset(2015, 11, 3, 5, 0, 0, TimeSpan.Zero)),
            (havana.Cohorts.Single().Month, havana.Cohorts.Single().MatureAt!.Value));
        Assert.Equal("America/Havana", havana.Lineage.TimeZone);
    }

    [Theory]
    [InlineData("Asia/Calcutta")]
    [InlineData("US/Pacific")]
    [InlineData("Japan")]
    public async Task A_link_of_an_old_name_is_a_time_zone(string zone) =>
        Assert.Equal(zone, (await Cohorts($"from=2003-01-01&to=2003-02-01&timeZone={zone}")).Lineage.TimeZone);

    [Fact]
    public async Task A_deal_won_before_the_first_contact_counts_but_not_in_the_days_without_exclusions()
    {
        await fixture.Load(
        [
            .. Deal(Day(2008, 1, 1), 10), .. Deal(Day(2008, 1, 2), 20), .. Deal(Day(2008, 1, 3), 60, "email"), .. Deal(Day(2008, 2, 1), -2),
            .. new Person().Captured(Day(2008, 2, 1)).Events,
        ]);

        var answer = await Cohorts("from=2008-01-01&to=2009-01-01");

        Assert.Equal(4, answer.Total.Stages[3].Count);
        Assert.Equal((4, 22m, 15m, 60m), Figures(answer.Total.DaysToWon.All));
        Assert.Equal((3, 30m, 20m, 60m), Figures(answer.Total.DaysToWon.WithoutExclusions));
        Assert.Equal((1, -2m, -2m, -2m), Figures(answer.Cohorts[1].DaysToWon.All));
        Assert.Equal(0, answer.Cohorts[1].DaysToWon.WithoutExclusions.Count);
        Assert.Null(answer.Cohorts[1].DaysToWon.WithoutExclusions.Mean);
        Assert.Equal(1, answer.Lineage.Exclusions.Single(exclusion => exclusion.Code == "won-before-first-contact").Count);

        var email = (await Cohorts("by=channel&from=2008-01-01&to=2009-01-01")).Cohorts.Single(cohort => cohort.Channel == "email");
        Assert.Equal((1, 60m, 60m, 60m), Figures(email.DaysToWon.All));
    }

    [Fact]
    public async Task Events_that_arrive_before_the_capture_count_after_it()
    {
        var person = WithWholeStory(Day(2009, 1, 1));
        await fixture.Tell([.. Enumerable.Reverse(person.Events).SkipLast(1)]);
        var before = await Cohorts("from=2009-01-01&to=2010-01-01");
        Assert.Equal(0, before.Total.Entered);
        Assert.True(before.Lineage.Exclusions.Single(exclusion => exclusion.Code == "entry-unknown").Count >= 1);

        await fixture.Tell(person.Events[0]);

        var after = await Cohorts("from=2009-01-01&to=2010-01-01");
        Assert.Equal([1, 1, 1, 1], after.Total.Stages.Select(stage => (int)stage.Count));
        Assert.Equal(20m, after.Total.DaysToWon.All.Mean);
    }

    [Fact]
    public async Task An_event_that_arrives_ten_times_counts_once()
    {
        var person = WithWholeStory(Day(2010, 1, 1));
        await fixture.Tell([.. Enumerable.Repeat(person.Events, 10).SelectMany(all => all)]);

        Assert.Equal(1, (await Cohorts("from=2010-01-01&to=2011-01-01")).Total.Stages[3].Count);
    }

    [Fact]
    public async Task A_person_whose_deal_was_opened_again_is_no_customer_and_an_earlier_asOf_still_counts_the_win()
    {
        var opened = Day(1997, 1, 5);
        var person = new Person().Captured(Day(1997, 1, 1)).Opened(opened).Won(Day(1997, 1, 11), opened).Reopened(Day(1997, 2, 1), opened);
        await fixture.Load(person.Events);

        Assert.Equal((0, null), await Customers(1997));
        Assert.Equal((1, 10m), await Customers(1997, "1997-01-20"));
        Assert.Equal((0, null), await Customers(1997, "1997-01-10"));

        await fixture.Load(Enumerable.Reverse(person.Won(Day(1997, 2, 20), opened).Events));

        Assert.Equal((1, 50m), await Customers(1997));
        Assert.Equal((0, null), await Customers(1997, "1997-02-10"));
        Assert.Equal((1, 10m), await Customers(1997, "1997-01-20"));
    }

    [Fact]
    public async Task A_corrected_win_counts_at_its_right_time_unless_asOf_is_before_the_correction()
    {
        var opened = Day(1998, 1, 5);
        await fixture.Load(Enumerable.Reverse(new Person().Captured(Day(1998, 1, 1)).Opened(opened).Won(Day(1998, 1, 21), opened)
            .Corrected(Day(1998, 2, 10), opened, Day(1998, 1, 11), 900).Events));

        Assert.Equal((1, 10m), await Customers(1998));
        Assert.Equal((1, 20m), await Customers(1998, "1998-02-01"));
        Assert.Equal(1, (await Cohorts("from=1998-01-01&to=1998-02-01&window=12")).Total.Stages[3].Count);
    }

    [Fact]
    public async Task Of_two_won_deals_one_that_was_opened_again_leaves_the_other()
    {
        var opened = Day(1999, 1, 5);
        await fixture.Load(new Person().Captured(Day(1999, 1, 1)).Opened(opened).Won(Day(1999, 1, 11), opened)
            .Reopened(Day(1999, 3, 1), opened).Opened(opened, another: true).Won(Day(1999, 1, 31), opened).Events);

        Assert.Equal((1, 30m), await Customers(1999));
        Assert.Equal((1, 10m), await Customers(1999, "1999-02-01"));
    }

    [Fact]
    public async Task A_period_without_people_gives_an_empty_report()
    {
        var answer = await Cohorts("from=1995-01-01&to=1996-01-01&window=30");

        Assert.Empty(answer.Cohorts);
        Assert.Equal(0, answer.Total.Entered);
        Assert.All(answer.Total.Stages, stage => Assert.Null(stage.FromEntry));
        Assert.Null(answer.Total.DaysToWon.All.Mean);
    }

    /// <summary>The customers of the year's people, and their mean days to won.</summary>
    private async Task<(long, decimal?)> Customers(int year, string? asOf = null)
    {
        var period = $"from={year}-01-01&to={year + 1}-01-01{(asOf is null ? "" : $"&asOf={asOf}T00:00:00Z")}";
        var total = (await Cohorts(period)).Total;
        return (total.Stages[3].Count, total.DaysToWon.All.Mean);
    }

    private static List<Funnel.Messaging.CloudEvent> Deal(DateTimeOffset captured, int days, string? channel = "social") =>
        new Person().Captured(captured, channel).Opened(captured).Won(captured.AddDays(days), captured).Events;

    private static (long, decimal, decimal, decimal) Figures(Funnel.Insights.Metrics.DurationFigures figures) =>
        (figures.Count, figures.Mean!.Value, figures.Median!.Value, figures.Max!.Value);

    private Task<CohortsResponse> Cohorts(string query) =>
        fixture.Service.Get<CohortsResponse>($"/api/insights/v1/funnels/cohorts?{query}");
}
