using System.Net.Http.Json;
using System.Text.Json;
using Funnel.Demo;

namespace Funnel.Flows.Tests;

/// <summary>Whole histories are sent through the gateway. Every figure of Insights must be right, also after a rebuild.</summary>
public sealed class StoryTests(RunningSystem system)
{
    private readonly Gateway gateway = system.Gateway;

    [Fact]
    public async Task Every_figure_of_8000_real_leads_and_842_won_deals_comes_out_of_Insights()
    {
        Assert.SkipUnless(Olist.IsThere, "The Olist files do not lie beside this checkout (../shared/data/olist).");
        var story = Olist.Read();
        var figures = new Figures(story, gateway, new(2017, 6, 1), new(2018, 7, 1), new(2019, 1, 1), "BRL");
        await new StoryImporter(gateway, "BRL", Progress).Import(story);
        await figures.Arrive();

        await figures.Check();
        await CheckThePublishedFigures();
        await RebuildsGiveTheSame(figures);
    }

    [Fact]
    public async Task Every_figure_of_the_demo_story_comes_out_of_Insights_and_telling_it_twice_changes_nothing()
    {
        var end = new DateTimeOffset(TimeProvider.System.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero);
        var story = StoryGenerator.YearUntil(end);
        var today = DateOnly.FromDateTime(end.UtcDateTime);
        var figures = new Figures(story, gateway, today.AddYears(-2), today, today, "EUR");
        await system.Run("./funnel", "demo", system.Address.ToString());
        await figures.Arrive();
        await figures.Check();

        await MarketingSeesTheDecisionsOfSalesByChannel(story, today);
        await CausesLeadBackToATouch(story, today);

        await new StoryImporter(gateway, "EUR", Progress).Import(story);
        await figures.Arrive();
        await figures.Check();
        await RebuildsGiveTheSame(figures);
    }

    /// <summary>The figures of published analyses of these files.</summary>
    private async Task CheckThePublishedFigures()
    {
        var byChannel = await gateway.Get("/api/insights/v1/funnels/cohorts?by=channel&from=2017-06-01&to=2018-07-01");
        var days = byChannel.GetProperty("total").GetProperty("daysToWon");
        Assert.Equal(8000, byChannel.GetProperty("total").GetProperty("entered").GetInt64());
        Assert.Equal(495, byChannel.GetProperty("total").GetProperty("landingPages").GetInt64());
        Assert.Equal(0.10525m, Stage(byChannel.GetProperty("total")).GetProperty("fromEntry").GetDecimal());
        Assert.Equal((842, 49.10m, 14.65m, 427.55m),
            (days.GetProperty("all").GetProperty("count").GetInt32(), Two(days, "mean"), Two(days, "median"), Two(days, "max")));
        Assert.Equal(841, days.GetProperty("withoutExclusions").GetProperty("count").GetInt32());
        Assert.Contains(byChannel.GetProperty("lineage").GetProperty("exclusions").EnumerateArray(),
            exclusion => exclusion.GetProperty("count").GetInt32() == 1);
        Assert.Equal(
            "(none) 60/14 · direct traffic 499/56 · display 118/6 · email 493/15 · organic search 2296/271 · other 150/4 · "
                + "other publicities 65/3 · paid search 1586/195 · referral 284/24 · social 1350/75 · unknown 1099/179",
            Listed(byChannel, "channel"));
        var byMonth = await gateway.Get("/api/insights/v1/funnels/cohorts?by=month&from=2017-06-01&to=2018-07-01");
        Assert.Equal(
            "2017-06 4/0 · 2017-07 239/2 · 2017-08 386/9 · 2017-09 312/7 · 2017-10 416/14 · 2017-11 445/18 · 2017-12 200/11 · "
                + "2018-01 1141/152 · 2018-02 1028/149 · 2018-03 1174/167 · 2018-04 1352/183 · 2018-05 1303/130",
            Listed(byMonth, "month"));
        var deals = await gateway.Get("/api/insights/v1/deals/summary?from=2017-06-01&to=2019-01-01&currency=BRL");
        Assert.Equal(22, deals.GetProperty("wonOwners").GetInt64());

        static JsonElement Stage(JsonElement cohort) =>
            cohort.GetProperty("stages").EnumerateArray().Single(stage => stage.GetProperty("stage").GetString() == "customer");
        static decimal Two(JsonElement days, string figure) =>
            Math.Round(days.GetProperty("all").GetProperty(figure).GetDecimal(), 2, MidpointRounding.AwayFromZero);
        static string Listed(JsonElement answer, string key) => string.Join(" · ", answer.GetProperty("cohorts").EnumerateArray()
            .Select(cohort => $"{cohort.GetProperty(key).GetString()} {cohort.GetProperty("entered")}/{Stage(cohort).GetProperty("count")}")
            .Order(StringComparer.Ordinal));
    }

    private async Task MarketingSeesTheDecisionsOfSalesByChannel(Story story, DateOnly today)
    {
        var told = story.Leads.Where(lead => lead.Answers.Count > 0).GroupBy(lead => lead.Channel ?? "")
            .ToDictionary(leads => leads.Key, leads => leads.SelectMany(lead => lead.Answers).Select(answer => answer.Decision).ToList());
        var acceptance =
            await gateway.Await($"/api/marketing/v1/acceptance?by=channel&from={today.AddYears(-2):O}T00:00:00Z&to={today:O}T00:00:00Z",
            answer => answer.GetProperty("total").GetProperty("decided").GetInt32() == told.Values.Sum(decisions => decisions.Count));
        foreach (var (channel, decisions) in told)
        {
            var figures = acceptance.GetProperty("groups").EnumerateArray()
                .Single(group => (group.TryGetProperty("key", out var key) ? key.GetString() ?? "" : "") == channel).GetProperty("figures");
            var expected = (Count("accept"), Count("reject"), Count("recycle"));
            Assert.Equal(expected,
                (figures.GetProperty("accepted").GetInt32(), figures.GetProperty("rejected").GetInt32(),
                    figures.GetProperty("recycled").GetInt32()));
            Assert.Equal(Math.Round((decimal)expected.Item1 / decisions.Count, 6), figures.GetProperty("acceptanceRate").GetDecimal());

            int Count(string decision) => decisions.Count(made => made == decision);
        }
    }

    /// <summary>The causes of a won deal lead through both services back to a touch. So do those of a second cycle.</summary>
    private async Task CausesLeadBackToATouch(Story story, DateOnly today)
    {
        await LeadsBack(story.Deals.First(deal => deal.Outcome == "won").LeadId, "sales.opportunity.won.v1", today);
        await LeadsBack(story.Leads.First(lead => lead.Answers.Count > 1).Id, "marketing.lead.qualified.v1", today);
    }

    private async Task LeadsBack(string externalId, string type, DateOnly today)
    {
        var found = await gateway.Get($"/api/marketing/v1/leads?externalId={externalId}");
        var lead = found.GetProperty("items")[0].GetProperty("id").GetString();
        var timeline = (await gateway.Get($"/api/insights/v1/people/{lead}/timeline?limit=200")).GetProperty("events").EnumerateArray()
            .ToList();
        var times = timeline.Select(told => told.GetProperty("time").GetDateTimeOffset()).ToList();
        Assert.Equal(times.Order(), times);
        Assert.All(times, time => Assert.True(time < new DateTimeOffset(today, default, TimeSpan.Zero)));
        var last = timeline.Last(told => told.GetProperty("type").GetString() == type).GetProperty("eventId").GetString();
        var causes = await gateway.Get($"/api/insights/v1/people/{lead}/timeline/{last}/causes");
        Assert.True(causes.GetProperty("complete").GetBoolean(), causes.ToString());
        Assert.Equal("marketing.touch.recorded.v1", causes.GetProperty("events").EnumerateArray().Last().GetProperty("type").GetString());
    }

    /// <summary>Drops the projections and rebuilds them, from the journals and by a replay over the bus.</summary>
    private async Task RebuildsGiveTheSame(Figures figures)
    {
        var before = await figures.Answers();
        foreach (var source in new[] { "journal", "bus" })
        {
            using var asked = await system.Http.PostAsJsonAsync("/api/insights/v1/projections/rebuild", new { from = source });
            Assert.True(asked.IsSuccessStatusCode, await asked.Content.ReadAsStringAsync());
            var done =
                await gateway.Await(asked.Headers.Location!.ToString(),
                    job => job.GetProperty("state").GetString() is not ("requested" or "running"));
            Assert.True(done.GetProperty("state").GetString() == "done", done.ToString());
            Assert.True(done.GetProperty("rowsRead").GetInt64() > 1000, done.ToString());
            await figures.Arrive();
            Assert.Equal(before, await figures.Answers());
        }
    }

    private static void Progress(string line) => TestContext.Current.SendDiagnosticMessage(line);
}
