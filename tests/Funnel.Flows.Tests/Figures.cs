using System.Text.Json;
using Funnel.Demo;

namespace Funnel.Flows.Tests;

/// <summary>The figures that Insights must give for a story, counted from the story alone.</summary>
/// <param name="story">The history. Other histories of the same system lie outside its period and currency.</param>
/// <param name="from">The first day of the story.</param>
/// <param name="to">The day after the last lead came.</param>
/// <param name="closed">The day after the last deal was closed.</param>
public sealed class Figures(Story story, Gateway gateway, DateOnly from, DateOnly to, DateOnly closed, string currency)
{
    private const string None = "(none)";

    private readonly Dictionary<string, Lead> leads = story.Leads.ToDictionary(lead => lead.Id);
    private readonly List<Deal> won = [.. story.Deals.Where(deal => deal.Outcome == "won")];

    private string Cohorts(string by) => $"/api/insights/v1/funnels/cohorts?by={by}&from={from:O}&to={to:O}";

    private string Deals => $"/api/insights/v1/deals/summary?from={from:O}&to={closed:O}&currency={currency}";

    /// <summary>Waits until the whole story has reached Insights.</summary>
    public async Task Arrive()
    {
        await gateway.Await(Cohorts("channel"), answer => Total(answer).Entered == story.Leads.Count && Total(answer).Won == won.Count);
        var closed = story.Deals.Count(deal => deal.Outcome is not null);
        await gateway.Await(Deals,
            answer => InCurrency(answer) is { } figures && figures.GetProperty("won").GetInt64() + figures.GetProperty("lost")
                .GetInt64() == closed);
    }

    /// <summary>Compares every figure with the answers of Insights.</summary>
    public async Task Check()
    {
        var byChannel = await gateway.Get(Cohorts("channel"));
        var total = Total(byChannel);
        Assert.Equal((story.Leads.Count, won.Count), (total.Entered, total.Won));
        Assert.Equal(Math.Round((decimal)won.Count / story.Leads.Count, 6, MidpointRounding.AwayFromZero),
            Customers(byChannel.GetProperty("total")).GetProperty("fromEntry").GetDecimal());
        Assert.Equal(story.Leads.Select(lead => lead.LandingPage).Distinct().Count(),
            byChannel.GetProperty("total").GetProperty("landingPages").GetInt64());

        Assert.Equal(Count(lead => lead.Channel ?? None), Rows(byChannel, "channel"));
        CheckDays(byChannel, "channel", lead => lead.Channel ?? None);
        var byMonth = await gateway.Get(Cohorts("month"));
        Assert.Equal(Count(lead => lead.At.UtcDateTime.ToString("yyyy-MM", null)), Rows(byMonth, "month"));
        CheckDays(byMonth, "month", lead => lead.At.UtcDateTime.ToString("yyyy-MM", null));
        var byBoth = await gateway.Get(Cohorts("month,channel"));
        Assert.Equal(story.Leads.Count,
            byBoth.GetProperty("cohorts").EnumerateArray().Sum(cohort => cohort.GetProperty("entered").GetInt64()));

        var deals = await gateway.Get(Deals);
        Assert.Equal(won.Select(deal => deal.Rep).Distinct().Count(), deals.GetProperty("wonOwners").GetInt64());
        var figures = InCurrency(deals)!.Value;
        var lost = story.Deals.Count(deal => deal.Outcome == "lost");
        Assert.Equal(won.Count, figures.GetProperty("won").GetInt64());
        Assert.Equal(Math.Round((decimal)won.Count / (won.Count + lost), 6, MidpointRounding.AwayFromZero),
            figures.GetProperty("winRate").GetDecimal());
        Assert.Equal(won.Sum(deal => deal.Amount), figures.GetProperty("wonValue").GetDecimal());
        Assert.Equal(Math.Round(won.Average(deal => deal.Amount), 2, MidpointRounding.AwayFromZero),
            figures.GetProperty("averageDealSize").GetDecimal());
        Near(won.Average(deal => (deal.ClosedAt!.Value - deal.OpenedAt).TotalDays),
            figures.GetProperty("cycleDays").GetProperty("all").GetProperty("mean").GetDecimal());
    }

    /// <summary>All answers of Insights as text, to compare them before and after a rebuild.</summary>
    public async Task<string> Answers()
    {
        var answers = new List<string>();
        foreach (var path in new[] { Cohorts("channel"), Cohorts("month"), Cohorts("month,channel"), Deals + "&by=owner",
            Deals + "&by=channel" })
        {
            var answer = await gateway.Get(path + $"&asOf={closed:O}T00:00:00Z");
            answers.AddRange(answer.EnumerateObject().Where(part => part.Name is not ("lineage" or "freshness"))
                .Select(part => part.Value.GetRawText()));
        }

        return string.Join('\n', answers);
    }

    private void CheckDays(JsonElement answer, string key, Func<Lead, string> group)
    {
        CheckDays(answer.GetProperty("total"), [.. won.Select(Days)]);
        var groups = won.GroupBy(deal => group(leads[deal.LeadId])).ToDictionary(deals => deals.Key, deals => deals.Select(Days).ToList());
        foreach (var cohort in answer.GetProperty("cohorts").EnumerateArray())
        {
            CheckDays(cohort, groups.GetValueOrDefault(cohort.GetProperty(key).GetString()!, []));
        }
    }

    /// <summary>All deals, and again without the deals that were won before the first contact, which is impossible.</summary>
    private static void CheckDays(JsonElement cohort, List<double> days)
    {
        Check("all", days);
        Check("withoutExclusions", [.. days.Where(day => day >= 0)]);

        void Check(string which, List<double> counted)
        {
            var figures = cohort.GetProperty("daysToWon").GetProperty(which);
            Assert.Equal(counted.Count, figures.GetProperty("count").GetInt64());
            if (counted.Count > 0)
            {
                counted.Sort();
                Near(counted.Average(), figures.GetProperty("mean").GetDecimal());
                Near((counted[(counted.Count - 1) / 2] + counted[counted.Count / 2]) / 2, figures.GetProperty("median").GetDecimal());
                Near(counted[^1], figures.GetProperty("max").GetDecimal());
            }
        }
    }

    private double Days(Deal deal) => (deal.ClosedAt!.Value - leads[deal.LeadId].At).TotalDays;

    private SortedDictionary<string, (long, long)> Count(Func<Lead, string> group) =>
        new(story.Leads.GroupBy(group).ToDictionary(
            people => people.Key, people => ((long)people.Count(), (long)people.Count(lead => won.Any(deal => deal.LeadId == lead.Id)))),
            StringComparer.Ordinal);

    private static SortedDictionary<string, (long, long)> Rows(JsonElement answer, string key) =>
        new(answer.GetProperty("cohorts").EnumerateArray().ToDictionary(
            cohort => cohort.GetProperty(key).GetString()!,
            cohort => (cohort.GetProperty("entered").GetInt64(), Customers(cohort).GetProperty("count").GetInt64())),
            StringComparer.Ordinal);

    private static (long Entered, long Won) Total(JsonElement answer) =>
        (answer.GetProperty("total").GetProperty("entered").GetInt64(),
            Customers(answer.GetProperty("total")).GetProperty("count").GetInt64());

    private static JsonElement Customers(JsonElement cohort) =>
        cohort.GetProperty("stages").EnumerateArray().Single(stage => stage.GetProperty("stage").GetString() == "customer");

    private JsonElement? InCurrency(JsonElement answer) =>
        answer.GetProperty("currencies").EnumerateArray().Where(group => group.GetProperty("currency").GetString() == currency)
            .Select(group => (JsonElement?)group.GetProperty("figures")).FirstOrDefault();

    private static void Near(double expected, decimal actual) => Assert.InRange((double)actual, expected - 0.0002, expected + 0.0002);
}
