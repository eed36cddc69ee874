using System.Globalization;
using Funnel.Insights.Deals;
using Funnel.Insights.Funnels;
using Funnel.Messaging;

namespace Funnel.Insights.Tests;

/// <summary>The funnel of a real marketplace. Its data files are not part of the repository.</summary>
public sealed class OlistTests(InsightsFixture fixture)
{
    private const string Currency = "BRL";

    [Fact]
    public async Task Every_figure_equals_that_of_the_Olist_files()
    {
        var folder = Find();
        Assert.SkipWhen(folder is null,
            "The Olist files are not beside the checkout (../shared/data/olist): this test needs them and was skipped.");
        await fixture.Load(Events(folder));

        var byMonth = await Cohorts("month");
        Assert.Equal((8000, 842, 0.10525m),
            (byMonth.Total.Entered, byMonth.Total.Stages[3].Count, byMonth.Total.Stages[3].FromEntry!.Value));
        Assert.Equal(
            "2017-06 4/0 · 2017-07 239/2 · 2017-08 386/9 · 2017-09 312/7 · 2017-10 416/14 · 2017-11 445/18 · 2017-12 200/11 · "
            + "2018-01 1141/152 · 2018-02 1028/149 · 2018-03 1174/167 · 2018-04 1352/183 · 2018-05 1303/130",
            string.Join(" · ", byMonth.Cohorts.Select(cohort => $"{cohort.Month} {cohort.Entered}/{cohort.Stages[3].Count}")));
        Assert.Equal(495, byMonth.Total.LandingPages);

        var byChannel = await Cohorts("channel");
        Assert.Equal(
            "organic_search 2296/271 · paid_search 1586/195 · social 1350/75 · unknown 1099/179 · direct_traffic 499/56 · "
                + "email 493/15 · "
            + "referral 284/24 · other 150/4 · display 118/6 · other_publicities 65/3 · (none) 60/14",
            string.Join(" · ",
                byChannel.Cohorts.Select(cohort => $"{cohort.Channel!.Replace(' ', '_')} {cohort.Entered}/{cohort.Stages[3].Count}")));

        var days = byMonth.Total.DaysToWon;
        Assert.Equal((842, 49.10m, 14.65m, 427.55m), (days.All.Count, Cents(days.All.Mean), Cents(days.All.Median), Cents(days.All.Max)));
        Assert.Equal((841, 49.1606m, 14.7222m), (days.WithoutExclusions.Count, days.WithoutExclusions.Mean, days.WithoutExclusions.Median));
        Assert.Equal(842, byChannel.Cohorts.Sum(cohort => cohort.DaysToWon.All.Count));
        Assert.Equal(1, byMonth.Lineage.Exclusions.Single(exclusion => exclusion.Code == "won-before-first-contact").Count);

        var deals = await fixture.Service.Get<DealsSummaryResponse>($"/api/insights/v1/deals/summary?currency={Currency}");
        Assert.Equal(22, deals.WonOwners);
        Assert.Equal(842, deals.Currencies.Single().Figures.Won);
    }

    private static decimal Cents(decimal? value) => Math.Round(value!.Value, 2, MidpointRounding.AwayFromZero);

    private static List<CloudEvent> Events(string folder)
    {
        var people = new Dictionary<string, (Person Person, DateTimeOffset At)>();
        foreach (var row in Rows(folder, "olist_marketing_qualified_leads_dataset.csv"))
        {
            var at = Time(row["first_contact_date"]);
            people[row["mql_id"]] = (new Person().Captured(at, row["origin"], row["landing_page_id"]), at);
        }

        foreach (var row in Rows(folder, "olist_closed_deals_dataset.csv"))
        {
            var (person, at) = people[row["mql_id"]];
            var won = Time(row["won_date"]);
            person.Opened(at, 0, Currency).Won(won, at, 0, Currency, row["sr_id"]);
        }

        return [.. people.Values.SelectMany(known => known.Person.Events)];
    }

    private static DateTimeOffset Time(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    /// <summary>Splits a line at commas. Quoted fields come only after the fields that the test reads.</summary>
    private static IEnumerable<Dictionary<string, string>> Rows(string folder, string file)
    {
        var lines = File.ReadAllLines(Path.Combine(folder, file));
        var names = lines[0].Split(',');
        return lines.Skip(1).Select(line => names.Zip(line.Split(',')).ToDictionary(field => field.First, field => field.Second));
    }

    /// <summary>The folder <c>../shared/data/olist</c>, seen from a folder above the tests.</summary>
    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var data = Path.Combine(folder.FullName, "..", "shared", "data", "olist");
            if (Directory.Exists(data))
            {
                return data;
            }
        }

        return null;
    }

    private Task<CohortsResponse> Cohorts(string by) =>
        fixture.Service.Get<CohortsResponse>($"/api/insights/v1/funnels/cohorts?by={by}&from=2017-06-01&to=2018-06-01");
}
