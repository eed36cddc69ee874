using Funnel.Insights.Metrics;
using Funnel.Insights.Projections;
using Funnel.Values;
using Npgsql;

namespace Funnel.Insights.Funnels;

/// <summary>Queries the cohorts by entry date.</summary>
/// <remarks>
/// 1. The first query finds the first and the last capture. The months between them follow, as the times at which they begin.
/// 2. The second query reads the people of the period once, and counts one row per cohort and landing page in a hash table: a
///    million people become some thousand rows. It joins the list of months, because the planner would overestimate the number of
///    months that are computed from each person's time.
/// 3. It adds these rows up to cohorts and to the total. Durations are computed from the won people only, because exact medians need
///    sorting.
/// </remarks>
internal sealed class CohortQuery(Period period, string by, int? window)
{
    public const int LongestWindow = 3650;

    private static readonly MetricDefinition Definition = new("cohort-funnel", 2,
        "A cohort holds the people who were captured (first contact) in its month, by its channel, or both. A stage counts for a person "
        + "who first entered it by asOf and, with a window, within that many times 24 hours after the capture. "
        + "Conversion from entry = count ÷ entered. Conversion from the previous stage = people who entered both stages "
        + "÷ people who entered the previous one. Days to won = first won deal − first contact, in days of 24 hours. "
        + "A deal that was opened again is not won, and a corrected deal is won at its corrected time, unless asOf is before the change. "
        + "A cohort is mature when asOf ≥ its end + window. A cohort without an end (no month and no `to`) ends at asOf.");

    private const string Within =
        "captured_at <= $1 and captured_at >= coalesce($2, '-infinity') and "
            + "captured_at < coalesce($3, 'infinity')";

    private const string Captures = $"select min(captured_at), max(captured_at) from funnels.people where {Within}";

    /// <summary>The first win as of a time. A later correction or reopening does not count yet.</summary>
    private const string CustomerAsOf =
        """
        case when revised then (
            select min(won_at) from (
                select distinct on (opportunity_id) won_at from funnels.entries
                where entries.lead_id = people.lead_id and opportunity_id is not null and time <= $1
                order by opportunity_id, sequence desc) last)
        else customer_at end as customer_at
        """;

    private static readonly string Cohorts =
        $"""
        with person as not materialized (
            select month, case when $7 then coalesce(channel_key, '(none)') end as channel,
                   landing_page, captured_at, mql_at, sal_at, sql_at, {CustomerAsOf},
                   least($1, captured_at + make_interval(hours => 24 * $4)) as until
            from funnels.people join unnest($5, $6) with ordinality as months (start, month, number)
                on number = width_bucket(captured_at, $5)
            where {Within}
        ),
        counted as materialized (
            select month, channel, landing_page, count(*) as entered,
                   count(*) filter (where mql_at <= until) as mql, count(*) filter (where sal_at <= until) as sal,
                   count(*) filter (where sql_at <= until) as sql, count(*) filter (where customer_at <= until) as customer,
                   count(*) filter (where sal_at <= until and mql_at <= until) as sal_after, count(*) filter (where sql_at <= until
                       and sal_at <= until) as sql_after,
                   count(*) filter (where customer_at <= until and sql_at <= until) as customer_after
            from person group by month, channel, landing_page
        ),
        cohorts as (
            select grouping(month, channel) > 0 as is_total, month, channel, coalesce(sum(entered), 0)::bigint as entered,
                   coalesce(sum(mql), 0)::bigint as mql, coalesce(sum(sal), 0)::bigint as sal, coalesce(sum(sql), 0)::bigint as sql,
                       coalesce(sum(customer), 0)::bigint as customer,
                   coalesce(sum(sal_after), 0)::bigint as sal_after, coalesce(sum(sql_after), 0)::bigint as sql_after,
                       coalesce(sum(customer_after), 0)::bigint as customer_after,
                   count(landing_page) as landing_pages -- correct for a cohort, not for the total
            from counted group by grouping sets ((month, channel), ())
        ),
        won as (
            select month, channel, round(extract(epoch from customer_at - captured_at) / 86400, 12) as days from person
                where customer_at <= until
        ),
        durations (is_total, month, channel, count_all, sum_all, low_all, high_all, max_all, count_good, sum_good, low_good, high_good,
            max_good) as (
            select grouping(month, channel) > 0, month, channel,
                   {DurationFigures.Columns("days", "true")}, {DurationFigures.Columns("days", "days >= 0")}
            from won group by grouping sets ((month, channel), ())
        )
        select cohorts.is_total, to_char(cohorts.month, 'YYYY-MM'), coalesce(channels.channel, cohorts.channel), entered,
               case when cohorts.is_total then (select count(distinct landing_page) from counted) else landing_pages end,
               cohorts.month,
               mql, sal, sql, customer, sal_after, sql_after, customer_after,
               coalesce(count_all, 0), sum_all, low_all, high_all, max_all, coalesce(count_good, 0), sum_good, low_good, high_good, max_good
        from cohorts left join durations on durations.is_total = cohorts.is_total
            and durations.month is not distinct from cohorts.month and durations.channel is not distinct from cohorts.channel
            left join funnels.channels on channels.channel_key = cohorts.channel
        order by cohorts.is_total, cohorts.month, entered desc, coalesce(channels.channel, cohorts.channel)
        """;

    private const string Uncaptured =
        "select count(*) from funnels.people where captured_at is null and least(mql_at, sal_at, sql_at, customer_at) <= $1";

    public async Task<List<CohortRow>> Read(ProjectionReading reading, CancellationToken cancellation)
    {
        List<(DateOnly? Month, DateTime Start)> months = by.Contains("month", StringComparison.Ordinal)
            ? (await reading.Query(Captures, MonthsOf, cancellation, PeriodParameters())).Single()
            : [];
        if (months.Count == 0)
        {
            months.Add((null, DateTime.SpecifyKind(DateTime.MinValue, DateTimeKind.Utc))); // -infinity
        }

        return await reading.Query(Cohorts, Row, cancellation,
            [
                .. PeriodParameters(), TypedParameter.Integer(window), TypedParameter.Times([.. months.Select(month => month.Start)]),
                TypedParameter.Dates([.. months.Select(month => month.Month)]),
                new() { Value = by.Contains("channel", StringComparison.Ordinal) },
            ]);
    }

    private NpgsqlParameter[] PeriodParameters() =>
        [new() { Value = period.AsOf }, TypedParameter.Time(period.Start), TypedParameter.Time(period.End)];

    /// <summary>The months from the first capture to the last, with the times at which they begin.</summary>
    private List<(DateOnly? Month, DateTime Start)> MonthsOf(NpgsqlDataReader row)
    {
        List<(DateOnly? Month, DateTime Start)> months = [];
        if (row.IsDBNull(0))
        {
            return months;
        }

        var (first, last) = (Days.DayOf(row.GetFieldValue<DateTimeOffset>(0), period.Zone), row.GetFieldValue<DateTimeOffset>(1));
        var month = new DateOnly(first.Year, first.Month, 1);
        for (var start = Days.StartOf(month, period.Zone); start <= last; start = Days.StartOf(month, period.Zone))
        {
            months.Add((month, start.UtcDateTime));
            month = month.AddMonths(1);
        }

        return months;
    }

    /// <summary>The time at which the last person can enter a cohort: the end of its month or of the period.</summary>
    private DateTimeOffset EndOf(DateOnly? month)
    {
        var end = period.End ?? (month is null ? period.AsOf : DateTimeOffset.MaxValue);
        return month is { } first && Days.StartOf(first.AddMonths(1), period.Zone) is var next && next < end ? next : end;
    }

    public async Task<Lineage> Describe(ProjectionReading reading, List<CohortRow> cohorts, CancellationToken cancellation)
    {
        var days = cohorts.Single(row => row.IsTotal).Cohort.DaysToWon;
        var uncaptured =
            (await reading.Query(Uncaptured, row => row.GetInt64(0), cancellation, new NpgsqlParameter { Value = period.AsOf })).Single();
        var filters = period.Filters(by);
        filters["window"] = window is { } length ? $"{length} days" : "none";
        return new(Definition, filters, period.Zone.Id, period.AsOf,
            await Lineage.LastEventsOf(reading, "funnels.entries", period.AsOf, cancellation),
            [
                new("won-before-first-contact", days.All.Count - days.WithoutExclusions.Count,
                    "The person became a customer before the first contact, which cannot be right. The person counts in all figures except "
                        + "`withoutExclusions` of the days to won."),
                new("entry-unknown", uncaptured,
                    "The capture of these people is unknown, but later stages are known. They belong to no cohort."),
            ], Lineage.Rounded);
    }

    private CohortRow Row(NpgsqlDataReader row)
    {
        long entered = row.GetInt64(3), mql = row.GetInt64(6), sal = row.GetInt64(7), sql = row.GetInt64(8), customer = row.GetInt64(9);
        DateTimeOffset? matureAt = window is { } days ? EndOf(row.IsDBNull(5) ? null : row.GetFieldValue<DateOnly>(5)).AddDays(days) : null;
        return new(row.GetBoolean(0), new(
            row.IsDBNull(1) ? null : row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2), entered, row.GetInt64(4), matureAt,
            matureAt is null ? null : period.AsOf >= matureAt,
            [
                Stage("mql", mql, entered, mql, entered), Stage("sal", sal, entered, row.GetInt64(10), mql),
                Stage("sql", sql, entered, row.GetInt64(11), sal), Stage("customer", customer, entered, row.GetInt64(12), sql),
            ],
            new(DurationFigures.Read(row, 13), DurationFigures.Read(row, 18))));
    }

    private static StageConversion Stage(string name, long count, long entered, long both, long previous) =>
        new(name, count, Lineage.Ratio(count, entered), Lineage.Ratio(both, previous), count - both);
}

internal sealed record CohortRow(bool IsTotal, Cohort Cohort);
