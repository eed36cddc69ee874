using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Funnel.Insights.Deals;

/// <summary>
/// A publication of amounts: the deals of one closed month, currency, channel and outcome, with their amounts at that time.
/// </summary>
/// <param name="Month">First day of the month.</param>
/// <param name="Version">1 for the first publication of the cell.</param>
/// <param name="Deals">The ids of the deals.</param>
/// <param name="Amounts">The amounts of the deals, in the same order.</param>
internal sealed record PublishedCell(
    DateOnly Month, string Currency, string Channel, string Outcome, int Version, Guid[] Deals, decimal[] Amounts)
{
    public DateTimeOffset PublishedAt { get; private init; }

    internal (DateOnly Month, string Currency, string Channel, string Outcome) Key => (Month, Currency, Channel, Outcome);

    internal static PublishedCell Of(
        (DateOnly Month, string Currency, string Channel, string Outcome) key, IEnumerable<ClosedDeal> deals, int version)
    {
        var all = deals.OrderBy(deal => deal.Id).ToList();
        return new(key.Month, key.Currency, key.Channel, key.Outcome, version,
            [.. all.Select(deal => deal.Id)], [.. all.Select(deal => deal.Amount)]);
    }

    /// <summary>The number of deals that were added, removed or have another amount.</summary>
    internal int ChangedDeals(PublishedCell other)
    {
        var mine = Deals.Zip(Amounts).ToHashSet();
        mine.SymmetricExceptWith(other.Deals.Zip(other.Amounts));
        return mine.Select(deal => deal.First).Distinct().Count();
    }
}

internal sealed class PublishedCellMapping : IEntityTypeConfiguration<PublishedCell>
{
    public void Configure(EntityTypeBuilder<PublishedCell> builder)
    {
        builder.HasKey(cell => new { cell.Month, cell.Currency, cell.Channel, cell.Outcome, cell.Version });
        builder.Property(cell => cell.Version).ValueGeneratedNever();
        builder.PrimitiveCollection(cell => cell.Deals);
        builder.PrimitiveCollection(cell => cell.Amounts);
    }
}
