using Funnel.Insights.Metrics;
using Funnel.Insights.Projections;
using Npgsql;

namespace Funnel.Insights.Funnels;

/// <summary>Queries the cohorts by entry date.</summary>
/// <remarks>
/// 1. The first query lists the months of the period, as the times at which they begin.
/// 2. The second query reads the people of the period once, and counts one row per cohort and landing page in a hash table: a
///    million people become some thousand rows. It joins the list of months, because the planner would overestimate the number of
///    months that are computed from each person's time.
/// 3. It adds these rows up to cohorts and to the total. Durations are computed from the won people only, because exact medians need
///    sorting.
/// </remarks>
internal sealed class CohortQuery(Period period, string by, int? window)
{
    public const int LongestWindow = 3650;

    private static readonly MetricDefinition Definition = new("cohort-funnel", 1,
        "A cohort holds the people who were captured (first contact) in its month, by its channel, or both. A stage counts for a person "
        + "who first entered it by asOf and, with a window, within that many times 24 hours after the capture. "
        + "Conversion from entry = count ÷ entered. Conversion from the previous stage = people who entered both stages "
        + "÷ people who entered the previous one. Days to won = first won deal − first contact, in days of 24 hours. "
        + "A cohort is mature when asOf ≥ its end + window. A cohort without an end (no month and no `to`) ends at asOf.");

    private const string Within =
        "captured_at <= $2 and captured_at >= coalesce($3::timestamp at time zone $1, '-infinity') and "
            + "captured_at < coalesce($4::timestamp at time zone $1, 'infinity')";

    private const string Months =
        $"""
        select month::date, month at time zone $1
        from (select min(captured_at) at time zone $1 as first, max(captured_at) at time zone $1 as last from funnels.people
            where {Within}) entered,
             generate_series(date_trunc('month', first), last, interval '1 month') as month
        order by month
        """;

    private static readonly string Cohorts =
        $"""
        with person as not materialized (
            select month, case when $8 then coalesce(channel, '(none)') end as channel,
                   landing_page, captured_at, mql_at, sal_at, sql_at, customer_at,
                   least($2, captured_at + make_interval(hours => 24 * $5)) as until
            from funnels.people join unnest($6, $7) with ordinality as months (start, month, number)
                on number = width_bucket(captured_at, $6)
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
        select cohorts.is_total, to_char(cohorts.month, 'YYYY-MM'), cohorts.channel, entered,
               case when cohorts.is_total then (select count(distinct landing_page) from counted) else landing_pages end,
               least((cohorts.month + interval '1 month') at time zone $1, coalesce($4::timestamp at time zone $1,
                   case when cohorts.month is null then $2 end)),
               mql, sal, sql, customer, sal_after, sql_after, customer_after,
               coalesce(count_all, 0), sum_all, low_all, high_all, max_all, coalesce(count_good, 0), sum_good, low_good, high_good, max_good
        from cohorts left join durations on durations.is_total = cohorts.is_total
            and durations.month is not distinct from cohorts.month and durations.channel is not distinct from cohorts.channel
        order by cohorts.is_total, cohorts.month, entered desc, cohorts.channel
        """;

    private const string Uncaptured =
        "select count(*) from funnels.people where captured_at is null and least(mql_at, sal_at, sql_at, customer_at) <= $1";

    public async Task<List<CohortRow>> Read(ProjectionReading reading, CancellationToken cancellation)
    {
        List<(DateOnly? Month, DateTime Start)> months = by.Contains("month", StringComparison.Ordinal)
            ? await reading.Query(Months, row => ((DateOnly?)row.GetFieldValue<DateOnly>(0), row.GetDateTime(1)), cancellation,
                PeriodParameters())
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
        [new() { Value = period.TimeZone }, new() { Value = period.AsOf }, TypedParameter.Date(period.From),
            TypedParameter.Date(period.To)];

    public async Task<Lineage> Describe(ProjectionReading reading, List<CohortRow> cohorts, CancellationToken cancellation)
    {
        var days = cohorts.Single(row => row.IsTotal).Cohort.DaysToWon;
        var uncaptured =
            (await reading.Query(Uncaptured, row => row.GetInt64(0), cancellation, new NpgsqlParameter { Value = period.AsOf })).Single();
        var filters = period.Filters(by);
        filters["window"] = window is { } length ? $"{length} days" : "none";
        return new(Definition, filters, period.TimeZone, period.AsOf,
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
        DateTimeOffset? matureAt = window is { } days ? row.GetFieldValue<DateTimeOffset>(5).AddDays(days) : null;
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
