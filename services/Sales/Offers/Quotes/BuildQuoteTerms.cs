using Funnel.Sales.Pipeline;
using Funnel.Sales.Products;
using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Quotes;

/// <summary>Builds the terms of a version from a request: looks up the prices, checks all values and computes the totals.</summary>
internal static class BuildQuoteTerms
{
    /// <param name="defaultLines">The lines to use if the request has none.</param>
    public static async Task<Result<QuoteTerms>> Build(
        SalesDb db, QuoteContentRequest request, IReadOnlyList<QuoteLineRequest> defaultLines, string currency, DateTimeOffset now,
        CancellationToken cancellation)
    {
        if (QuoteRefusals.CheckValidity(request.ValidUntil, now).IsRefused(out var tooLate))
        {
            return tooLate;
        }

        var (requested, today) = (request.Lines ?? defaultLines, DateOnly.FromDateTime(now.UtcDateTime));
        if ((await Pricing.Load(db, requested.Select(line => line.ProductId), request.PriceBookId, currency, today, cancellation))
            .IsRefused(out var noPrices, out var pricing))
        {
            return noPrices;
        }

        List<QuotedLine> lines = [];
        foreach (var line in requested)
        {
            if (BuildLine(line, pricing, request.TaxRate ?? 0, currency).IsRefused(out var wrongLine, out var built))
            {
                return wrongLine.InLine(lines.Count + 1);
            }

            lines.Add(built);
        }

        var discount = Discount.Of(request.DiscountPercent, request.DiscountAmount);
        var amounts = lines.ConvertAll(line => new TaxedAmount(line.Terms.Amount, line.TaxRate));
        var mode = request.TaxMode ?? TaxMode.Exclusive;
        return QuoteTotals.Of(amounts, discount, mode, currency).IsRefused(out var wrongTotals, out var totals)
            || BillingTotals.Of([.. lines.Select((line, place) =>
                BilledLine.Of(line.Billing, totals.Lines[place].Net, line.TermMonths, currency))], currency)
                .IsRefused(out wrongTotals, out var billed)
            ? wrongTotals
            : new QuoteTerms(lines, discount, mode, request.ValidUntil, TextOrNull(request.Note),
                TextOrNull(request.RecipientAddress), totals, billed);
    }

    /// <summary>Builds the terms of a quote's draft. The lines default to those of the latest version.</summary>
    /// <param name="keepsTerms">Whether the other terms default to those of the latest version too, as in a new version.</param>
    public static async Task<Result<QuoteWithTerms>> ForNextDraft(
        SalesDb db, Guid id, QuoteContentRequest request, bool keepsTerms, DateTimeOffset now, CancellationToken cancellation)
    {
        if (await db.FindQuote(id, cancellation) is not { } quote)
        {
            return QuoteRefusals.NotFound;
        }

        if (!db.Sight.ShowsAmountsOf(quote.Opportunity.OwnerId))
        {
            return QuoteRefusals.AmountsHidden;
        }

        await db.LoadLines(quote.Latest, cancellation);
        var content = keepsTerms ? Keeping(request, quote.Latest)
            : request with { RecipientAddress = request.RecipientAddress ?? quote.Latest.RecipientAddress };
        return (await Build(db, content, CopyOf(quote.Latest.Lines), quote.Currency, now, cancellation))
            .IsRefused(out var refusal, out var terms)
            ? refusal
            : new QuoteWithTerms(quote, terms);
    }

    /// <summary>The request with the terms of the version before where it has none.</summary>
    private static QuoteContentRequest Keeping(QuoteContentRequest request, QuoteVersion before)
    {
        var hasDiscount = request.DiscountPercent is not null || request.DiscountAmount is not null;
        return request with
        {
            TaxMode = request.TaxMode ?? before.TaxMode,
            DiscountPercent = hasDiscount ? request.DiscountPercent : before.DiscountPercent,
            DiscountAmount = hasDiscount ? request.DiscountAmount : before.DiscountAmount,
            ValidUntil = request.ValidUntil ?? before.ValidUntil,
            Note = request.Note ?? before.Note,
            RecipientAddress = request.RecipientAddress ?? before.RecipientAddress,
        };
    }

    public static IReadOnlyList<QuoteLineRequest> CopyOf(IEnumerable<QuoteLine> lines) =>
        [.. lines.OrderBy(line => line.Position).Select(line => new QuoteLineRequest(
            line.Quantity, line.ProductId, line.Description, line.Unit, line.UnitPrice, line.DiscountPercent, line.DiscountAmount,
            line.TaxRate, line.TermMonths))];

    public static IReadOnlyList<QuoteLineRequest> CopyOf(IEnumerable<OpportunityLine> lines) =>
        [.. lines.OrderBy(line => line.Position).Select(line => new QuoteLineRequest(
            line.Quantity, line.ProductId, null, null, line.UnitPrice, line.DiscountPercent, line.DiscountAmount, null,
            line.TermMonths))];

    private static Result<QuotedLine> BuildLine(QuoteLineRequest line, Pricing pricing, decimal defaultTaxRate, string currency)
    {
        PricedProduct? priced = null;
        if (line.ProductId is { } productId && pricing.Price(productId, line.UnitPrice).IsRefused(out var noPrice, out priced))
        {
            return noPrice;
        }

        var (product, taxRate) = (priced?.Product, line.TaxRate ?? defaultTaxRate);
        var discount = Discount.Of(line.DiscountPercent, line.DiscountAmount);
        return (TextOrNull(line.Description) ?? product?.Name) is not { } description ? QuoteRefusals.NoDescription
            : (priced?.UnitPrice ?? line.UnitPrice) is not { } unitPrice ? QuoteRefusals.NoPrice
            : LineValue.CheckTerm(line.TermMonths, product).IsRefused(out var wrongTerm) ? wrongTerm
            : QuoteTotals.CheckTaxRate(taxRate).IsRefused(out var wrongTax) ? wrongTax
            : LineTerms.Of(line.Quantity, unitPrice, discount, currency).IsRefused(out var wrongTerms, out var terms) ? wrongTerms
            : new QuotedLine(
                product?.Id, product?.Code, description, TextOrNull(line.Unit) ?? product?.Unit ?? "", product?.Billing ?? Billing.OneOff,
                terms, taxRate, line.TermMonths);
    }

    private static string? TextOrNull(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}

internal sealed record QuoteWithTerms(Quote Quote, QuoteTerms Terms);
