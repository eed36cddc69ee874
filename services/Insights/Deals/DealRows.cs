using Funnel.Insights.Metrics;
using Npgsql;

namespace Funnel.Insights.Deals;

/// <summary>Closed deals: of a group in a currency (currency and key), of a currency (no key), or all (no currency).</summary>
internal sealed record ClosedDeals(
    string? Currency, string? Key, long Won, long Lost, decimal WonValue, decimal LostValue, decimal? MedianDealSize, long WonOwners,
    Durations CycleDays, decimal TrailingValue, long TrailingWon, long TrailingLost, decimal TrailingDays, long TrailingCycles)
{
    public static readonly ClosedDeals None = new(null, null, 0, 0, 0, 0, null, 0,
        new(new(0, null, null, null), new(0, null, null, null)), 0, 0, 0, 0, 0);

    public static ClosedDeals Read(NpgsqlDataReader row) => new(
        row.IsDBNull(0) ? null : row.GetString(0), row.IsDBNull(1) ? null : row.GetString(1), row.GetInt64(2), row.GetInt64(3),
        row.GetDecimal(4), row.GetDecimal(5),
        row.IsDBNull(6) ? null : (row.GetDecimal(6) + row.GetDecimal(7)) / 2, row.GetInt64(8),
        new(DurationFigures.Read(row, 9), DurationFigures.Read(row, 14)),
        row.GetDecimal(19), row.GetInt64(20), row.GetInt64(21), row.GetDecimal(22), row.GetInt64(23));

    public DealFigures With(OpenDeals open, string currency) => new(
        Won, Lost, Lineage.Ratio(Won, Won + Lost), WonValue, LostValue, Lineage.Ratio(WonValue, WonValue + LostValue),
        Won == 0 ? null : Lineage.Money(WonValue / Won, currency), Lineage.Money(MedianDealSize, currency), CycleDays, WonOwners,
        open.Count,
        open.Value,
        Velocity.Of(open.Count, TrailingValue, TrailingWon, TrailingLost, TrailingDays, TrailingCycles, currency));
}

/// <summary>Open deals: of a group in a currency (currency and key), or of a currency (no key).</summary>
internal sealed record OpenDeals(string? Currency, string? Key, long Count, decimal Value)
{
    public static readonly OpenDeals None = new(null, null, 0, 0);

    public static OpenDeals Read(NpgsqlDataReader row) =>
        new(row.GetString(0), row.IsDBNull(1) ? null : row.GetString(1), row.GetInt64(2), row.GetDecimal(3));
}
