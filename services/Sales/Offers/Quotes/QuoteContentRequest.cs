using System.ComponentModel.DataAnnotations;
using Funnel.Messaging;
using Funnel.Sales.Products;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Quotes;

/// <summary>All that a draft says.</summary>
/// <param name="Lines">In their order, 1,000 at the most. Absent: for a first version the opportunity's lines, for a later one those of the version before.</param>
/// <param name="PriceBookId">Where the prices of lines without an own one are from; the currency's standard one where it is absent.</param>
/// <param name="TaxMode">Whether the prices contain the tax.</param>
/// <param name="TaxRate">Percent, 0 to 100, up to four decimals: of the lines that name none; 0 where it is absent.</param>
/// <param name="DiscountPercent">On all lines, 0 to 100, up to four decimals.</param>
/// <param name="DiscountAmount">Instead of percent: what the quote costs less, at most all of it.</param>
/// <param name="ValidUntil">The last day on which it can be accepted, in UTC; for ever where it is absent.</param>
/// <param name="Note">What the customer reads below the lines.</param>
public sealed record QuoteContentRequest(
    [property: MaxLength(BulkLimits.MaxItems)] IReadOnlyList<QuoteLineRequest>? Lines = null,
    Guid? PriceBookId = null,
    TaxMode TaxMode = TaxMode.Exclusive,
    decimal? TaxRate = null,
    decimal? DiscountPercent = null,
    decimal? DiscountAmount = null,
    DateOnly? ValidUntil = null,
    [property: MaxLength(QuoteVersion.NoteLength)] string? Note = null) : IValidatableObject
{
    /// <summary>JSON's <c>null</c> passes for a line.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        Lines?.Any(line => line is null) == true ? [new("A line is null.", [nameof(Lines)])] : [];
}

/// <summary>A product, or something that is described in words.</summary>
/// <param name="Description">The product's name where it is absent.</param>
/// <param name="Quantity">More than 0, up to four decimals.</param>
/// <param name="Unit">The product's where it is absent.</param>
/// <param name="UnitPrice">The line's own, up to four decimals; from the price book where it is absent.</param>
/// <param name="DiscountPercent">0 to 100, up to four decimals.</param>
/// <param name="DiscountAmount">Instead of percent: what the line costs less, at most all of it.</param>
/// <param name="TaxRate">Percent, 0 to 100, up to four decimals.</param>
public sealed record QuoteLineRequest(
    decimal Quantity,
    Guid? ProductId = null,
    [property: MaxLength(QuoteLine.DescriptionLength)] string? Description = null,
    [property: MaxLength(Product.UnitLength)] string? Unit = null,
    decimal? UnitPrice = null,
    decimal? DiscountPercent = null,
    decimal? DiscountAmount = null,
    decimal? TaxRate = null);
