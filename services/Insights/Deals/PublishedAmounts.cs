using Funnel.Insights.Metrics;
using Funnel.Insights.Projections;
using Npgsql;

namespace Funnel.Insights.Deals;

/// <summary>
/// The amounts for callers without the permission <c>insights.deals</c>. No two published sums differ by fewer than five deals. This
/// class is the only way to these amounts.
/// </summary>
/// <remarks>
/// 1. A cell holds the deals of one closed month, one currency, one channel and one outcome. A cell with five deals is published.
/// 2. A published cell is stored with its deals, and each later answer comes from the store.
/// 3. A cell is published, or published again, only if it differs from each earlier publication in at least five deals. A deal may
///    move to another cell, so this holds for the publications of all cells.
/// 4. A total is the sum of published cells. A total over all deals, minus the published cells, would show the others.
/// 5. Medians, open deals and velocity are not shown: a median is the amount of one deal, and the others change with each deal.
/// </remarks>
internal sealed class PublishedAmounts(ProjectionReader reader, NpgsqlDataSource database)
{
    /// <summary>The smallest number of deals in a cell, and the smallest number of changed deals between two publications.</summary>
    public const int SmallestCell = 5;

    public const string Rule =
        "Without the permission `insights.deals`, amounts are shown only for one closed month in UTC (`from` and `to` are first days of "
        + "consecutive months), without `currency` and `asOf`, and only if at least five deals of a channel were won or lost. A shown "
        + "amount changes only when five of its deals changed. Totals are sums of the shown channels.";

    private const string CurrentDeals =
        """
        select closed_currency, coalesce(channels.channel, '(none)'), outcome, opportunity_id, closed_amount
        from deals.opportunities
        left join funnels.people on people.lead_id = opportunities.lead_id
        left join funnels.channels using (channel_key)
        where closed_at >= $1 and closed_at < $2 and closed_currency is not null and closed_amount is not null
        """;

    /// <summary>The publications of the month, and those of other months that hold one of its deals.</summary>
    private const string KnownCells =
        """
        select month, currency, channel, outcome, version, deals, amounts from published_cells
        where month = $1 or deals && $2 order by version
        """;

    // Of two requests that publish the same version at the same time, one publishes.
    private const string Insert =
        """
        insert into published_cells (month, currency, channel, outcome, version, deals, amounts, published_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing
        """;

    /// <summary>The month whose amounts the question may show. Null if it asks for anything else than one closed month.</summary>
    public static DateOnly? MonthOf(
        DateOnly? from, DateOnly? to, DateTimeOffset? asOf, string? currency, string timeZone, DateTimeOffset now) =>
        from is { Day: 1 } month && to == month.AddMonths(1) && to <= DateOnly.FromDateTime(now.UtcDateTime)
            && asOf is null && currency is null && timeZone == "UTC"
            ? month
            : null;

    /// <summary>The published cells of a closed month. Publishes the cells that are large enough or have changed enough.</summary>
    public async Task<IReadOnlyList<PublishedCell>> Of(DateOnly month, DateTimeOffset now, CancellationToken cancellation)
    {
        var current = await ReadCurrent(month, cancellation);
        var ids = current.Select(deal => deal.Id).ToArray();
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var known = await ReadKnown(connection, month, ids, cancellation);
        var publications = Publications(known, current);
        foreach (var cell in publications)
        {
            await using var insert = new NpgsqlCommand(Insert, connection)
            {
                Parameters =
                {
                    new() { Value = month }, new() { Value = cell.Currency }, new() { Value = cell.Channel },
                    new() { Value = cell.Outcome }, new() { Value = cell.Version }, new() { Value = cell.Deals },
                    new() { Value = cell.Amounts }, new() { Value = now },
                },
            };
            await insert.ExecuteNonQueryAsync(cancellation);
        }

        known = publications.Count == 0 ? known : await ReadKnown(connection, month, ids, cancellation);
        return Latest(known.Where(cell => cell.Month == month));
    }

    /// <summary>Replaces the amounts of a report by those of the published cells.</summary>
    public static DealsSummaryResponse Restrict(DealsSummaryResponse report, IReadOnlyList<PublishedCell> published)
    {
        var hidden = report.Currencies.Sum(deals => deals.Figures.Won + deals.Figures.Lost) - published.Sum(cell => cell.Deals.Length);
        return report with
        {
            Lineage = report.Lineage with
            {
                Exclusions = [.. report.Lineage.Exclusions, new("amounts-not-published", Math.Max(hidden, 0), Rule)],
            },
            Currencies = [.. report.Currencies.Select(deals => deals with
            {
                Figures = Restrict(deals.Figures, deals.Currency, [.. published.Where(cell => cell.Currency == deals.Currency)]),
                Groups = [.. deals.Groups.Select(group => group with
                {
                    Figures = Restrict(
                        group.Figures, deals.Currency,
                        [.. published.Where(cell => cell.Currency == deals.Currency && cell.Channel == group.Key)]),
                })],
            })],
        };
    }

    /// <summary>The newest publication of each cell.</summary>
    internal static List<PublishedCell> Latest(IEnumerable<PublishedCell> known) =>
        [.. known.GroupBy(cell => cell.Key).Select(versions => versions.MaxBy(cell => cell.Version)!)];

    /// <summary>The cells to publish now, for the first time or again.</summary>
    internal static List<PublishedCell> Publications(IReadOnlyList<PublishedCell> known, IEnumerable<ClosedDeal> current)
    {
        var versions = known.ToLookup(cell => cell.Key);
        return
        [
            .. from deals in current.GroupBy(deal => (deal.Month, deal.Currency, deal.Channel, deal.Outcome))
               where deals.Count() >= SmallestCell
               let next = PublishedCell.Of(deals.Key, deals, versions[deals.Key].Count() + 1)
               where known.All(earlier => earlier.ChangedDeals(next) >= SmallestCell)
               select next,
        ];
    }

    private static DealFigures Restrict(DealFigures figures, string currency, IReadOnlyList<PublishedCell> published)
    {
        var (won, deals) = Sum("won");
        var (lost, _) = Sum("lost");
        return figures with
        {
            WonValue = won,
            LostValue = lost,
            WinRateByValue = won + lost is { } both ? Lineage.Ratio(won!.Value, both) : null,
            AverageDealSize = won is { } value ? Lineage.Money(value / deals, currency) : null,
            MedianDealSize = null,
            OpenValue = null,
            Velocity = figures.Velocity with { AverageDealSize = null, PerDay = null },
        };

        (decimal? Value, int Deals) Sum(string outcome)
        {
            var cells = published.Where(cell => cell.Outcome == outcome).ToList();
            return cells.Count == 0 ? (null, 0) : (cells.Sum(cell => cell.Amounts.Sum()), cells.Sum(cell => cell.Deals.Length));
        }
    }

    private async Task<List<ClosedDeal>> ReadCurrent(DateOnly month, CancellationToken cancellation)
    {
        await using var reading = await reader.Open(cancellation, "deals.opportunities", "funnels.people", "funnels.channels");
        return await reading.Query(
            CurrentDeals,
            row => new ClosedDeal(month, row.GetString(0), row.GetString(1), row.GetString(2), row.GetGuid(3), row.GetDecimal(4)),
            cancellation, new() { Value = Start(month) }, new() { Value = Start(month.AddMonths(1)) });
    }

    private static async Task<List<PublishedCell>> ReadKnown(
        NpgsqlConnection connection, DateOnly month, Guid[] deals, CancellationToken cancellation)
    {
        await using var command =
            new NpgsqlCommand(KnownCells, connection) { Parameters = { new() { Value = month }, new() { Value = deals } } };
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var cells = new List<PublishedCell>();
        while (await row.ReadAsync(cancellation))
        {
            cells.Add(new(row.GetFieldValue<DateOnly>(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetInt32(4),
                row.GetFieldValue<Guid[]>(5), row.GetFieldValue<decimal[]>(6)));
        }

        return cells;
    }

    private static DateTime Start(DateOnly day) => day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);
}

/// <summary>A deal that was won or lost.</summary>
internal sealed record ClosedDeal(DateOnly Month, string Currency, string Channel, string Outcome, Guid Id, decimal Amount);
