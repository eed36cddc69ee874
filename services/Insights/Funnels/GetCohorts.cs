using System.ComponentModel;
using Funnel.Insights.Metrics;
using Funnel.Insights.Projections;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Insights.Funnels;

/// <summary>People by when and whence they came, and how far they got.</summary>
public sealed record CohortsResponse(Lineage Lineage, IReadOnlyList<Cohort> Cohorts, Cohort Total);

/// <summary>The people who were captured in one month, by one channel, or both.</summary>
/// <param name="Month">Such as <c>2026-01</c>; absent where the cohorts are not by month.</param>
/// <param name="Channel">The channel of the first touch, <c>(none)</c> where nothing tells it; absent where the cohorts are not by channel.</param>
/// <param name="Entered">People captured.</param>
/// <param name="LandingPages">Distinct pages on which they first arrived.</param>
/// <param name="MatureAt">With a window: when the window of the last one who can still enter the cohort ends.</param>
/// <param name="Mature">Whether that was before asOf. The figures of an immature cohort can only rise.</param>
/// <param name="Stages">MQL, SAL, SQL, customer, in that order.</param>
/// <param name="DaysToWon">From first contact to the first won deal.</param>
public sealed record Cohort(
    string? Month, string? Channel, long Entered, long LandingPages, DateTimeOffset? MatureAt, bool? Mature,
    IReadOnlyList<StageConversion> Stages, Durations DaysToWon);

/// <param name="Stage">Such as <c>mql</c>.</param>
/// <param name="Count">People of the cohort who entered it.</param>
/// <param name="FromEntry">Count ÷ entered; absent where nobody entered.</param>
/// <param name="FromPrevious">Those who entered this stage and the one before ÷ those who entered the one before; absent where nobody did.</param>
/// <param name="WithoutPrevious">Those of the count who never entered the stage before.</param>
public sealed record StageConversion(string Stage, long Count, decimal? FromEntry, decimal? FromPrevious, long WithoutPrevious);

internal static class GetCohorts
{
    public static async Task<Results<Ok<CohortsResponse>, ProblemHttpResult>> Handle(
        ProjectionReader reader, TimeZones zones, TimeProvider clock, CancellationToken cancellation,
        [Description("Cohorts by `month` of entry, by `channel`, or by `month,channel`.")] string by = "month",
        [Description("First day of entry.")] DateOnly? from = null,
        [Description("The day after the last day of entry.")] DateOnly? to = null,
        [Description("Days after a person's entry in which a stage must be entered to count; without it, until asOf.")] int? window = null,
        [Description("The funnel as it stood then; without it, now.")] DateTimeOffset? asOf = null,
        [Description("IANA name of the zone in which days and months begin.")] string timeZone = "UTC")
    {
        var now = clock.GetUtcNow();
        if ((await Period.Understand(from, to, asOf, timeZone, zones, now, cancellation)).IsRefused(out var refusal, out var period))
        {
            return refusal.ToProblem();
        }

        if (window is < 1 or > CohortQuery.LongestWindow)
        {
            return MetricsRefusals.WindowOutOfRange.ToProblem();
        }

        if (by is not ("month" or "channel" or "month,channel"))
        {
            return MetricsRefusals.GroupingUnknown.Because("Known are month, channel and month,channel.").ToProblem();
        }

        await using var reading = await reader.Open(cancellation, "funnels.people", "funnels.entries", "funnels.progress");
        var query = new CohortQuery(period, by, window);
        var cohorts = await query.Read(reading, cancellation);
        var lineage = await query.Describe(reading, cohorts, cancellation);
        return TypedResults.Ok(new CohortsResponse(lineage, [.. cohorts.Where(row => !row.IsTotal).Select(row => row.Cohort)], cohorts.Single(row => row.IsTotal).Cohort));
    }
}
