using Funnel.ServiceDefaults;

namespace Funnel.Sales.Products;

internal static class ProductRefusals
{
    public static readonly Refusal NotFound = new("product-not-found", 404, "There is no such product.");
    public static readonly Refusal CodeTaken = new("product-code-taken", 409, "Another product has this code.");
    public static readonly Refusal Unknown = new("product-unknown", 422, "There is no such product.");
    public static readonly Refusal Retired = new("product-retired", 422, "The product is not sold any more.");

    public static readonly Refusal BookNotFound = new("price-book-not-found", 404, "There is no such price book.");
    public static readonly Refusal BookCodeTaken = new("price-book-code-taken", 409, "Another price book has this code.");
    public static readonly Refusal BookUnknown = new("price-book-unknown", 422, "There is no such price book.");
    public static readonly Refusal BookNotInForce = new("price-book-not-in-force", 422, "The price book is not in force.");
    public static readonly Refusal OtherCurrency = new("price-book-currency", 422, "The price book is in another currency.");
    public static readonly Refusal PeriodBackwards = new("price-book-period-backwards", 422, "A price book ends on or after the day on which it begins.");
    public static readonly Refusal StandardTaken = new("standard-price-book-taken", 409, "The currency has a standard price book already.");
    public static readonly Refusal StandardInactive = new("standard-price-book-inactive", 422, "Only an active price book is the standard one.");
    public static readonly Refusal NoPrice = new("price-not-found", 422, "The price book has no price for the product.");
    public static readonly Refusal DayOutOfRange = new("day-out-of-range", 422, "A day lies between 1990 and 2200.");

    /// <summary>The same refusal, with the line that it is about.</summary>
    /// <param name="line">From 1.</param>
    public static Refusal InLine(this Refusal refusal, int line) => refusal.Because($"Line {line}: {refusal.Detail ?? refusal.Title}");

    public static Refusal? Refuse(params ReadOnlySpan<DateOnly?> days)
    {
        foreach (var day in days)
        {
            if (day < new DateOnly(1990, 1, 1) || day > new DateOnly(2200, 1, 1))
            {
                return DayOutOfRange.Because($"{day:yyyy-MM-dd} does not.");
            }
        }

        return null;
    }
}
