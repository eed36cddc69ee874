using Funnel.Insights.Metrics;
using Funnel.Insights.Projections;
using Funnel.Values;

namespace Funnel.Insights.Deals;

/// <summary>Queries the closed deals of the period and of the trailing twelve months, and then the open deals.</summary>
internal sealed class DealsQuery(Period period, string? currency, string? by)
{
    private static readonly MetricDefinition Definition = new("deals-summary", 2,
        "A deal counts in the period in which it was closed. Win rate = won ÷ (won + lost), by number and by value; open deals do not "
        + "count. Average deal size = won value ÷ won. Cycle length = won − created, in days of 24 hours. "
        + "Velocity = N × A × W ÷ L, where N is the number of deals open as of asOf, A the average deal size, "
        + "W the win rate and L the mean cycle length. A, W and L are those of the twelve months before asOf. "
        + "Currencies are never added up. A deal that was opened again is open from that time on. A corrected deal counts with its "
        + "corrected values, unless asOf is before the correction.");

    /// <summary>
    /// The group of a deal: its owner, or the channel of its lead. The owner of a closed deal is that of the closing, and the owner of a
    /// deal that was opened again is that of the reopening.
    /// </summary>
    private const string Key =
        """
        case {by} when 'owner' then coalesce({owner}, '(none)') when 'channel' then coalesce(channels.channel, '(none)') else '' end as key
        """;

    private const string OwnerOfOpen = "case when last.change is null then opportunities.owner else last.owner end";

    /// <summary>The outcomes as of a time. A later correction or reopening does not count yet.</summary>
    private static string ClosingsAsOf(string asOf) =>
        $"""
        closing as (
            select opportunity_id, lead_id, opened_at, closed_at, outcome, closed_amount, closed_currency, closer_id, closer
            from deals.opportunities where not revised and closed_at <= {asOf}
            union all
            select deals.opportunity_id, deals.lead_id, deals.opened_at, last.closed_at, last.outcome, last.amount, last.currency,
                last.owner_id, last.owner
            from deals.opportunities deals cross join lateral (
                select outcome, closed_at, amount, currency, owner_id, owner from deals.changes
                where changes.opportunity_id = deals.opportunity_id and changes.time <= {asOf}
                    and change in ('won', 'lost', 'reopened', 'corrected')
                order by sequence desc limit 1) last
            where deals.revised and last.outcome is not null and last.closed_at <= {asOf}
        )
        """;

    private static readonly string Closed =
        $"""
        with {ClosingsAsOf("$2")}, deal as (
            select closed_currency as currency,
                   {Key.Replace("{owner}", "closer", StringComparison.Ordinal).Replace("{by}", "$6", StringComparison.Ordinal)},
                   outcome, closed_amount as amount,
                   coalesce(closer_id::text, closer) as closer,
                   round(extract(epoch from closed_at - opened_at) / 86400, 12) as days,
                   closed_at >= coalesce($3, '-infinity') and closed_at < coalesce($4, 'infinity') as inside,
                   closed_at > $1 as recent
            from closing
            left join funnels.people on $6 = 'channel' and people.lead_id = closing.lead_id and people.captured_at <= $2
            left join funnels.channels using (channel_key)
            where $5 is null or closed_currency = $5
        )
        select currency, key, count(*) filter (where inside and outcome = 'won'), count(*) filter (where inside and outcome = 'lost'),
               coalesce(sum(amount) filter (where inside and outcome = 'won'), 0), coalesce(sum(amount) filter (where inside
                   and outcome = 'lost'), 0),
               percentile_disc(0.5) within group (order by amount) filter (where inside and outcome = 'won'),
               percentile_disc(0.5) within group (order by amount desc) filter (where inside and outcome = 'won'),
               count(distinct closer) filter (where inside and outcome = 'won'),
               {DurationFigures.Columns("days", "inside and outcome = 'won'")},
                   {DurationFigures.Columns("days", "inside and outcome = 'won' and days >= 0")},
               coalesce(sum(amount) filter (where recent and outcome = 'won'), 0), count(*) filter (where recent and outcome = 'won'),
               count(*) filter (where recent and outcome = 'lost'),
               coalesce(sum(days) filter (where recent and outcome = 'won' and days >= 0), 0), count(*) filter (where recent
                   and outcome = 'won' and days >= 0)
        from deal group by grouping sets ((currency, key), (currency), ())
        """;

    private static readonly string Open =
        $"""
        with {ClosingsAsOf("$1")}, deal as (
            select coalesce(latest.currency, opportunities.currency, closed_currency) as currency,
                   {Key.Replace("{owner}", OwnerOfOpen, StringComparison.Ordinal).Replace("{by}", "$3", StringComparison.Ordinal)},
                   latest.amount
            from deals.opportunities
            left join lateral (
                select amount, currency from deals.changes
                where changes.opportunity_id = opportunities.opportunity_id and changes.time <= $1 and amount is not null
                order by time desc, sequence desc, event_id desc limit 1) latest on true
            left join lateral (
                select change, owner from deals.changes
                where opportunities.revised and changes.opportunity_id = opportunities.opportunity_id and changes.time <= $1
                    and change in ('won', 'lost', 'reopened', 'corrected')
                order by sequence desc limit 1) last on true
            left join funnels.people on $3 = 'channel' and people.lead_id = opportunities.lead_id and people.captured_at <= $1
            left join funnels.channels using (channel_key)
            where opened_at <= $1 and not exists (select from closing where closing.opportunity_id = opportunities.opportunity_id)
        )
        select currency, key, count(*), coalesce(sum(amount), 0) from deal
        where currency is not null and ($2 is null or currency = $2)
        group by grouping sets ((currency, key), (currency))
        """;

    public async Task<DealsSummaryResponse> Read(ProjectionReading reading, Freshness freshness, CancellationToken cancellation)
    {
        var closed = await reading.Query(Closed, ClosedDeals.Read, cancellation,
            TypedParameter.Time(Days.AddMonths(period.AsOf, -12, period.Zone)), new() { Value = period.AsOf },
            TypedParameter.Time(period.Start), TypedParameter.Time(period.End),
            TypedParameter.Text(currency), TypedParameter.Text(by));
        var open = await reading.Query(Open, OpenDeals.Read, cancellation,
            new() { Value = period.AsOf }, TypedParameter.Text(currency), TypedParameter.Text(by));
        var all = closed.Single(deals => deals.Currency is null);
        var currencies = closed.Select(deals => deals.Currency).Concat(open.Select(deals => deals.Currency)).OfType<string>().Distinct()
            .Order(StringComparer.Ordinal);
        return new(await Describe(reading, all, cancellation), freshness, all.WonOwners, [.. currencies.Select(In)]);

        DealsInCurrency In(string code)
        {
            var keys = closed.Where(deals => deals.Currency == code).Select(deals => deals.Key)
                .Concat(open.Where(deals => deals.Currency == code).Select(deals => deals.Key))
                .Where(key => by is not null).OfType<string>().Distinct().Order(StringComparer.Ordinal);
            return new(code, Figures(code, null), [.. keys.Select(key => new DealGroup(key, Figures(code, key)))]);
        }

        DealFigures Figures(string code, string? key) =>
            (closed.Find(deals => deals.Currency == code && deals.Key == key) ?? ClosedDeals.None)
                .With(open.Find(deals => deals.Currency == code && deals.Key == key) ?? OpenDeals.None, code);
    }

    private async Task<Lineage> Describe(ProjectionReading reading, ClosedDeals all, CancellationToken cancellation)
    {
        var filters = period.Filters(by ?? "nothing");
        filters["currency"] = currency ?? "each currency separately";
        var last = await Lineage.LastEventsOf(reading, "deals.changes", period.AsOf, cancellation);
        if (by == "channel")
        {
            last.AddRange(await Lineage.LastEventsOf(reading, "funnels.entries", period.AsOf, cancellation));
        }

        return new(Definition, filters, period.Zone.Id, period.AsOf, last,
            [
                new("won-before-created", all.CycleDays.All.Count - all.CycleDays.WithoutExclusions.Count,
                    "The deal was won before it was created, which cannot be right. It counts in all figures except "
                        + "`withoutExclusions` of the "
                        + "cycle length, and velocity."),
            ], Lineage.Rounded);
    }
}
