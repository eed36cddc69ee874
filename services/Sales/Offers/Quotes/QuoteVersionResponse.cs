using Funnel.Sales.Products;
using Funnel.Sales.Visibility;

namespace Funnel.Sales.Quotes;

/// <summary>A version in short.</summary>
/// <param name="Number">The quote's, such as <c>Q-000042</c>.</param>
/// <param name="State">Today; a sent version whose last day has passed is expired.</param>
/// <param name="Net">Without tax; amounts have two decimals.</param>
/// <param name="ValidUntil">The last day on which it can be accepted, in UTC.</param>
/// <param name="DecidedBy">Who accepted or declined it, at the customer's.</param>
/// <param name="OwnerId">The opportunity's.</param>
public sealed record QuoteVersionSummary(
    Guid QuoteId, string Number, Guid OpportunityId, int Version, QuoteState State, string Currency, [property: Amount] decimal Net, [property: Amount] decimal Tax, [property: Amount] decimal Total,
    DateOnly? ValidUntil, DateTimeOffset CreatedAt, DateTimeOffset? SentAt, DateTimeOffset? DecidedAt, string? DecidedBy, string? DecisionNote, Guid? OwnerId) : IOwned
{
    internal static QuoteVersionSummary Of(Quote quote, QuoteVersion version, DateTimeOffset now) => new(
        quote.Id, Quote.NumberOf(quote.Number), quote.OpportunityId, version.Number, version.StateOn(DateOnly.FromDateTime(now.UtcDateTime)), quote.Currency,
        version.Net, version.Tax, version.Total, version.ValidUntil, version.CreatedAt, version.SentAt, version.DecidedAt, version.DecidedBy, version.DecisionNote,
        quote.Opportunity.OwnerId);
}

/// <summary>A version, word for word.</summary>
/// <param name="Subtotal">The lines together, before the quote's discount.</param>
/// <param name="Discount">What the quote's discount comes to.</param>
/// <param name="TaxGroups">By rate; each is taxed as a whole.</param>
/// <param name="Note">What the customer reads below the lines.</param>
public sealed record QuoteVersionResponse(
    QuoteVersionSummary Summary, TaxMode TaxMode, [property: Amount] decimal? DiscountPercent, [property: Amount] decimal? DiscountAmount,
    [property: Amount] decimal Subtotal, [property: Amount] decimal Discount, [property: Amount] IReadOnlyList<TaxGroup> TaxGroups, string? Note,
    [property: Amount] IReadOnlyList<QuoteLineResponse> Lines, Guid? OwnerId) : IOwned
{
    /// <param name="version">With its lines.</param>
    internal static QuoteVersionResponse Of(Quote quote, QuoteVersion version, DateTimeOffset now) => new(
        QuoteVersionSummary.Of(quote, version, now), version.TaxMode, version.DiscountPercent, version.DiscountAmount, version.Subtotal, version.Discount,
        GroupsOf(version), version.Note, [.. version.Lines.OrderBy(line => line.Position).Select(QuoteLineResponse.Of)], quote.Opportunity.OwnerId);

    internal static IReadOnlyList<TaxGroup> GroupsOf(QuoteVersion version) =>
        [.. version.Lines.GroupBy(line => line.TaxRate).OrderBy(group => group.Key)
            .Select(group => new TaxGroup(group.Key, group.Sum(line => line.Net), group.Sum(line => line.Tax)))];
}

/// <param name="ProductId">Absent for what is sold by its description alone.</param>
/// <param name="Quantity">Up to four decimals.</param>
/// <param name="UnitPrice">Up to four decimals; of one month or year where the product recurs.</param>
/// <param name="TaxRate">Percent.</param>
/// <param name="Amount">After the line's own discount, with the tax or without, as the version's prices are.</param>
/// <param name="DiscountShare">The line's part of the quote's discount.</param>
/// <param name="Net">After both discounts, without tax.</param>
public sealed record QuoteLineResponse(
    Guid? ProductId, string? Code, string Description, string Unit, Billing Billing, decimal Quantity, decimal UnitPrice,
    decimal? DiscountPercent, decimal? DiscountAmount, decimal TaxRate, decimal Amount, decimal DiscountShare, decimal Net, decimal Tax)
{
    internal static QuoteLineResponse Of(QuoteLine line) => new(
        line.ProductId, line.Code, line.Description, line.Unit, line.Billing, line.Quantity, line.UnitPrice,
        line.DiscountPercent, line.DiscountAmount, line.TaxRate, line.Amount, line.DiscountShare, line.Net, line.Tax);
}
