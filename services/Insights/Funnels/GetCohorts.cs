using System.ComponentModel;
using Funnel.Insights.Metrics;
using Funnel.Insights.Projections;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Insights.Funnels;

/// <summary>The cohort funnel: people by month and channel of their capture, and the stages that they entered.</summary>
public sealed record CohortsResponse(Lineage Lineage, Freshness Freshness, IReadOnlyList<Cohort> Cohorts, Cohort Total);

/// <summary>The people who were captured in one month, by one channel, or both.</summary>
/// <param name="Month">Month of the capture, such as <c>2026-01</c>. Absent if the cohorts are not by month.</param>
/// <param name="Channel">
/// Channel of the first touch, as it was first written; capitals make no difference. <c>(none)</c> if unknown. Absent if the
/// cohorts are not by channel.
/// </param>
/// <param name="Entered">Number of people captured.</param>
/// <param name="LandingPages">Number of distinct landing pages of the people.</param>
/// <param name="MatureAt">When the window ends for the last person who can enter the cohort. Absent without a window.</param>
/// <param name="Mature">Whether <c>asOf</c> is not before <c>matureAt</c>. The figures of an immature cohort can still rise.</param>
/// <param name="Stages">The stages in order: mql, sal, sql, customer.</param>
/// <param name="DaysToWon">Days from the first contact to the first won deal.</param>
public sealed record Cohort(
    string? Month, string? Channel, long Entered, long LandingPages, DateTimeOffset? MatureAt, bool? Mature,
    IReadOnlyList<StageConversion> Stages, Durations DaysToWon);

/// <summary>The conversion of a cohort to one stage.</summary>
/// <param name="Stage">The stage, such as <c>mql</c>.</param>
/// <param name="Count">Number of people of the cohort who entered the stage.</param>
/// <param name="FromEntry">Count ÷ entered. Absent if the cohort is empty.</param>
/// <param name="FromPrevious">
/// People who entered this stage and the previous stage ÷ people who entered the previous stage. Absent if it has no people.
/// </param>
/// <param name="WithoutPrevious">Number of people who entered this stage but not the previous stage.</param>
public sealed record StageConversion(string Stage, long Count, decimal? FromEntry, decimal? FromPrevious, long WithoutPrevious);

internal static class GetCohorts
{
    public static async Task<Results<Ok<CohortsResponse>, ProblemHttpResult>> Handle(
        ProjectionReader reader, TimeProvider clock, HttpResponse response,
        CancellationToken cancellation,
        [Description("Groups people by `month` of capture, by `channel`, or by `month,channel`.")] string by = "month",
        [Description("First day of the period in which the people were captured.")] DateOnly? from = null,
        [Description("The day after the last day of the period.")] DateOnly? to = null,
        [Description("A stage counts only if it is entered within this number of days after the capture. Defaults to no limit.")]
        int? window = null,
        [Description("Shows the figures as of this time. Defaults to now.")] DateTimeOffset? asOf = null,
        [Description("IANA name of the time zone in which days and months begin.")] string timeZone = "UTC",
        [Description("`complete` refuses the report with 503 unless it includes all events that the services have recorded.")]
        string? require = null)
    {
        var now = clock.GetUtcNow();
        if (Period.Resolve(from, to, asOf, timeZone, now).IsRefused(out var refusal, out var period))
        {
            return refusal.ToProblem();
        }

        if (window is { } days and (< 1 or > CohortQuery.LongestWindow))
        {
            return MetricsRefusals.WindowOutOfRange(days, CohortQuery.LongestWindow).ToProblem();
        }

        if (by is not ("month" or "channel" or "month,channel"))
        {
            return MetricsRefusals.GroupingUnknown(by, "month, channel, and month,channel").ToProblem();
        }

        await using var reading = await reader.Open(
            cancellation, "funnels.people", "funnels.channels", "funnels.entries", "funnels.progress", "funnels.freshness");
        var freshness = await Freshness.Of(reading, cancellation, "funnels");
        if (freshness.Check(require, response).IsRefused(out var incomplete))
        {
            return incomplete.ToProblem();
        }

        var query = new CohortQuery(period, by, window);
        var cohorts = await query.Read(reading, cancellation);
        var lineage = await query.Describe(reading, cohorts, cancellation);
        return TypedResults.Ok(new CohortsResponse(
            lineage, freshness, [.. cohorts.Where(row => !row.IsTotal).Select(row => row.Cohort)],
            cohorts.Single(row => row.IsTotal).Cohort));
    }
}
