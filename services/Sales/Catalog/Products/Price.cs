namespace Funnel.Sales.Products;

/// <summary>The price of one unit of a product in a price book. It is valid from a day on, until the next price.</summary>
internal sealed class Price
{
    private Price()
    {
    }

    public Guid PriceBookId { get; private init; }

    public Guid ProductId { get; private init; }

    public DateOnly ValidFrom { get; private init; }

    /// <summary>In the currency of the price book, with up to four decimals.</summary>
    public decimal Amount { get; private set; }

    public static Price Create(Guid priceBook, Guid product, DateOnly validFrom, decimal amount) =>
        new() { PriceBookId = priceBook, ProductId = product, ValidFrom = validFrom, Amount = amount };

    public void ChangeAmount(decimal amount) => Amount = amount;
}
