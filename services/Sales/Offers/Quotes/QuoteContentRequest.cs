using System.ComponentModel.DataAnnotations;
using Funnel.Messaging;
using Funnel.Sales.Products;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Quotes;

/// <summary>The content of a draft.</summary>
/// <param name="Lines">
/// The lines in their order, at most 1,000. In version 1 they default to the opportunity's lines, later to those of the version before.
/// </param>
/// <param name="PriceBookId">The price book for lines without a unit price. Defaults to the standard price book of the currency.</param>
/// <param name="TaxMode">Whether the prices include the tax. Defaults to `exclusive`; in a new version, to the tax mode before.</param>
/// <param name="TaxRate">The tax rate of lines without a tax rate, in percent: 0 to 100, up to four decimals. Defaults to 0.</param>
/// <param name="DiscountPercent">
/// A discount on the sum of the lines in percent: 0 to 100, up to four decimals. A new version without a discount keeps that of the version
/// before; 0 takes it away.
/// </param>
/// <param name="DiscountAmount">A discount as an amount, at most the sum of the lines. Give this or `discountPercent`, not both.</param>
/// <param name="ValidUntil">
/// The last day on which the version can be accepted, in UTC. Leave it out for no last day. A new version keeps the day of the version
/// before.
/// </param>
/// <param name="Note">A note to the customer below the lines. A new version keeps that of the version before; an empty text takes it
/// away.</param>
/// <param name="RecipientAddress">
/// The postal address of the recipient below the name of the account, with line breaks. Defaults to that of the version before; in
/// version 1, to that of the account's latest quote.
/// </param>
public sealed record QuoteContentRequest(
    [property: MaxLength(BulkLimits.MaxItems)] IReadOnlyList<QuoteLineRequest>? Lines = null,
    Guid? PriceBookId = null,
    TaxMode? TaxMode = null,
    decimal? TaxRate = null,
    decimal? DiscountPercent = null,
    decimal? DiscountAmount = null,
    DateOnly? ValidUntil = null,
    [property: MaxLength(QuoteVersion.NoteLength)] string? Note = null,
    [property: MaxLength(QuoteVersion.AddressLength)] string? RecipientAddress = null) : IValidatableObject
{
    /// <summary>Refuses the JSON value <c>null</c> as a line, which the deserializer accepts.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        Lines?.Any(line => line is null) == true ? [new("A line is null.", [nameof(Lines)])] : [];
}

/// <summary>A line with a product, or with a description alone.</summary>
/// <param name="Quantity">More than 0, with up to four decimals.</param>
/// <param name="ProductId">The product. Leave it out for a line with a description alone.</param>
/// <param name="Description">The text of the line. Defaults to the product's name; a line without a product needs it.</param>
/// <param name="Unit">The unit of the quantity. Defaults to the product's unit.</param>
/// <param name="UnitPrice">The price of one unit, with up to four decimals. Defaults to the price in the price book.</param>
/// <param name="DiscountPercent">A discount on the line in percent: 0 to 100, up to four decimals.</param>
/// <param name="DiscountAmount">A discount as an amount, at most the amount of the line. Give this or `discountPercent`, not both.</param>
/// <param name="TaxRate">The tax rate in percent: 0 to 100, up to four decimals. Defaults to the tax rate of the quote.</param>
/// <param name="TermMonths">The months of a recurring product, 1 to 120. Defaults to 12.</param>
public sealed record QuoteLineRequest(
    decimal Quantity,
    Guid? ProductId = null,
    [property: MaxLength(QuoteLine.DescriptionLength)] string? Description = null,
    [property: MaxLength(Product.UnitLength)] string? Unit = null,
    decimal? UnitPrice = null,
    decimal? DiscountPercent = null,
    decimal? DiscountAmount = null,
    decimal? TaxRate = null,
    int? TermMonths = null);
