namespace Funnel.Sales.Tests;

public sealed class PriceBookTests
{
    private static readonly PriceBookTerms Terms = new("Partners", new(2026, 1, 1), new(2026, 12, 31), IsActive: true, IsStandard: false);

    [Fact]
    public void A_price_book_is_valid_in_its_period_while_it_is_active()
    {
        var book = Create(Terms).Value!;
        Assert.Equal([false, true, true, false],
            new[] { new DateOnly(2025, 12, 31), new(2026, 1, 1), new(2026, 12, 31), new(2027, 1, 1) }.Select(book.IsValidOn));
        Assert.Null(book.Change(Terms with { IsActive = false }).Refusal);
        Assert.False(book.IsValidOn(new(2026, 6, 1)));
    }

    [Fact]
    public void A_price_book_without_a_period_is_always_valid() =>
        Assert.True(Create(Terms with { ValidFrom = null, ValidUntil = null }).Value!.IsValidOn(new(1999, 1, 1)));

    [Fact]
    public void Wrong_terms_are_refused_and_change_nothing()
    {
        var book = Create(Terms).Value!;
        Assert.Equal("price-book-period-backwards", book.Change(Terms with { ValidUntil = new(2025, 12, 31) }).Refusal!.Code);
        Assert.Equal("standard-price-book-inactive", book.Change(Terms with { IsActive = false, IsStandard = true }).Refusal!.Code);
        var refusal = book.Change(Terms with { ValidFrom = new(1, 1, 1) }).Refusal!;
        Assert.Equal(("day-out-of-range", "`validFrom` is 0001-01-01. It must be between 1990-01-01 and 2200-01-01."),
            (refusal.Code, refusal.Detail));
        Assert.Equal((Terms, 0), (book.Terms, book.Version));
        Assert.Equal("price-book-period-backwards", Create(Terms with { ValidUntil = new(2025, 12, 31) }).Refusal!.Code);
    }

    [Fact]
    public void The_version_counts_changes_of_the_book_and_of_its_prices()
    {
        var book = Create(Terms).Value!;
        Assert.Null(book.Change(Terms).Refusal);
        Assert.Equal(0, book.Version);
        book.Change(Terms with { Name = "Resellers" });
        book.CountPriceChange();
        Assert.Equal(("Resellers", 2), (book.Name, book.Version));
    }

    private static Result<PriceBook> Create(PriceBookTerms terms) => PriceBook.Create("partners", "EUR", terms, DealSamples.Now);
}
