using Funnel.ServiceDefaults;

namespace Funnel.Sales.Products;

internal static class ProductRefusals
{
    public static readonly Refusal NotFound = new("product-not-found", 404, "The product does not exist.");
    public static readonly Refusal CodeTaken = new("product-code-taken", 409, "Another product has this code.");
    public static readonly Refusal Unknown = new("product-unknown", 422, "The product does not exist.");

    public static readonly Refusal BookNotFound = new("price-book-not-found", 404, "The price book does not exist.");

    public static readonly Refusal StandardInactive = new("standard-price-book-inactive", 422, "The standard price book is not active.",
        "`isStandard` is true and `isActive` is false. A standard price book must be active.");

    private static readonly Refusal Retired = new("product-retired", 422, "The product is retired.");
    private static readonly Refusal BookCodeTaken = new("price-book-code-taken", 409, "Another price book has this code.");
    private static readonly Refusal BookUnknown = new("price-book-unknown", 422, "The price book does not exist.");
    private static readonly Refusal BookNotInForce = new("price-book-not-in-force", 422, "The price book is not valid on this day.");
    private static readonly Refusal BookCurrency = new("price-book-currency", 422, "The price book is in another currency.");
    private static readonly Refusal PeriodBackwards = new("price-book-period-backwards", 422, "The price book ends before it starts.");
    private static readonly Refusal StandardTaken = new("standard-price-book-taken", 409, "The currency has another standard price book.");
    private static readonly Refusal NoPrice = new("price-not-found", 422, "The product has no price.");
    private static readonly Refusal DayOutOfRange = new("day-out-of-range", 422, "The day is out of range.");

    public static Refusal CodeIsTaken(Product product) => CodeTaken.Because(
        $"`code` is '{product.Code}', the code of product '{product.Name}'. Use another code, or change that product.");

    public static Refusal UnknownProduct(Guid product) => Unknown.Because($"`productId` is '{product}', which is not a product's id.");

    public static Refusal IsRetired(Product product) => Retired.Because(
        $"Product '{product.Code}' was retired on {product.RetiredAt:yyyy-MM-dd}. Bring it back or choose another product.");

    public static Refusal BookCodeIsTaken(PriceBook book) => BookCodeTaken.Because(
        $"`code` is '{book.Code}', the code of price book '{book.Name}'. Use another code, or change that price book.");

    public static Refusal UnknownBook(Guid book) => BookUnknown.Because($"`priceBookId` is '{book}', which is not a price book's id.");

    public static Refusal BookNotValid(PriceBook book, DateOnly day) => BookNotInForce.Because(
        $"Price book '{book.Code}' is inactive or not valid on {day:yyyy-MM-dd}.");

    public static Refusal OtherCurrency(PriceBook book, string currency) => BookCurrency.Because(
        $"Price book '{book.Code}' is in {book.Currency}. It must be in {currency}, the currency of the opportunity.");

    public static Refusal EndsBeforeStart(DateOnly from, DateOnly until) => PeriodBackwards.Because(
        $"`validUntil` is {until:yyyy-MM-dd}, before `validFrom`, {from:yyyy-MM-dd}. It must be the same day or a later one.");

    public static Refusal StandardIsTaken(PriceBook standard) => StandardTaken.Because(
        $"'{standard.Code}' is the standard price book of {standard.Currency}. A currency has one standard price book.");

    public static Refusal HasNoPrice(Product product, PriceBook? book) => NoPrice.Because(book is null
        ? $"The line of product '{product.Code}' has no unit price, and the currency has no valid standard price book."
        : $"The line of product '{product.Code}' has no unit price, and price book '{book.Code}' has no price for it.");

    /// <summary>Adds the number of the line to the detail.</summary>
    /// <param name="line">From 1.</param>
    public static Refusal InLine(this Refusal refusal, int line) => refusal.Because($"Line {line}: {refusal.Detail ?? refusal.Title}");

    /// <param name="field">The request field that holds the day.</param>
    public static Result CheckDay(string field, DateOnly? day) =>
        day < new DateOnly(1990, 1, 1) || day > new DateOnly(2200, 1, 1)
            ? DayOutOfRange.Because($"`{field}` is {day:yyyy-MM-dd}. It must be between 1990-01-01 and 2200-01-01.")
            : Result.Done;
}
