using Funnel.Sales.Pipeline;
using Funnel.Sales.Products;
using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Quotes;

/// <summary>Makes terms of what was asked for: prices looked up, everything checked and added up.</summary>
internal static class QuoteWriting
{
    /// <summary>The quotes of the opportunities that the caller may see.</summary>
    public static IQueryable<Quote> Visible(this SalesDb db) =>
        db.Quotes.Where(quote => db.Opportunities.Any(opportunity => opportunity.Id == quote.OpportunityId));

    public static ValueTask<Quote?> Find(this SalesDb db, Guid id, CancellationToken cancellation) =>
        new(db.Visible().Include(quote => quote.Versions).Include(quote => quote.Opportunity).SingleOrDefaultAsync(quote => quote.Id == id, cancellation));

    public static Task LoadLines(this SalesDb db, QuoteVersion version, CancellationToken cancellation) =>
        db.Entry(version).Collection(loaded => loaded.Lines).LoadAsync(cancellation);

    /// <param name="inherited">Its lines where the request has none.</param>
    public static async Task<Result<QuoteTerms>> Write(
        SalesDb db, QuoteContentRequest request, IReadOnlyList<QuoteLineRequest> inherited, string currency, DateTimeOffset now, CancellationToken cancellation)
    {
        if (QuoteRefusals.RefuseValidity(request.ValidUntil, now) is { } tooLate)
        {
            return tooLate;
        }

        var wanted = request.Lines ?? inherited;
        if ((await Pricing.Load(db, wanted.Select(line => line.ProductId), request.PriceBookId, currency, DateOnly.FromDateTime(now.UtcDateTime), cancellation))
            .IsRefused(out var noBook, out var pricing))
        {
            return noBook;
        }

        List<QuotedLine> lines = [];
        foreach (var line in wanted)
        {
            if (Line(line, pricing, request.TaxRate ?? 0, currency).IsRefused(out var noLine, out var quoted))
            {
                return noLine.InLine(lines.Count + 1);
            }

            lines.Add(quoted);
        }

        var discount = Discount.Of(request.DiscountPercent, request.DiscountAmount);
        return QuoteTotals.Of([.. lines.Select(line => new TaxedAmount(line.Terms.Amount, line.TaxRate))], discount, request.TaxMode, currency)
            .IsRefused(out var noTotals, out var totals)
            ? noTotals
            : new QuoteTerms(lines, discount, request.TaxMode, request.ValidUntil, Text(request.Note), totals);
    }

    /// <summary>What a version says, as a request that says the same.</summary>
    public static IReadOnlyList<QuoteLineRequest> Again(IEnumerable<QuoteLine> lines) =>
        [.. lines.OrderBy(line => line.Position).Select(line => new QuoteLineRequest(
            line.Quantity, line.ProductId, line.Description, line.Unit, line.UnitPrice, line.DiscountPercent, line.DiscountAmount, line.TaxRate))];

    public static IReadOnlyList<QuoteLineRequest> Again(IEnumerable<OpportunityLine> lines) =>
        [.. lines.OrderBy(line => line.Position).Select(line => new QuoteLineRequest(
            line.Quantity, line.ProductId, null, null, line.UnitPrice, line.DiscountPercent, line.DiscountAmount))];

    private static Result<QuotedLine> Line(QuoteLineRequest line, Pricing pricing, decimal taxRate, string currency)
    {
        PricedProduct? priced = null;
        if (line.ProductId is { } productId && pricing.Price(productId, line.UnitPrice).IsRefused(out var unpriced, out priced))
        {
            return unpriced;
        }

        var (product, rate) = (priced?.Product, line.TaxRate ?? taxRate);
        return (Text(line.Description) ?? product?.Name) is not { } description ? QuoteRefusals.NoDescription
            : (priced?.UnitPrice ?? line.UnitPrice) is not { } unitPrice ? QuoteRefusals.NoPrice
            : QuoteTotals.RefuseTax(rate) is { } wrongTax ? wrongTax
            : LineTerms.Of(line.Quantity, unitPrice, Discount.Of(line.DiscountPercent, line.DiscountAmount), currency).IsRefused(out var wrong, out var terms) ? wrong
            : new QuotedLine(product?.Id, product?.Code, description, Text(line.Unit) ?? product?.Unit ?? "", product?.Billing ?? Billing.OneOff, terms, rate);
    }

    private static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
