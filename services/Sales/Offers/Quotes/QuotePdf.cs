using System.Globalization;
using Funnel.Sales.Products;
using Funnel.Sales.Visibility;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Funnel.Sales.Quotes;

/// <summary>Renders the PDF document of a version: seller, customer, lines and totals.</summary>
internal sealed class QuotePdf(IOptions<QuoteOptions> options)
{
    /// <param name="quote">The quote with its opportunity. Callers who see the opportunity also see the name of its account.</param>
    /// <param name="version">The version with its lines.</param>
    public async Task<byte[]> Render(SalesDb db, Quote quote, QuoteVersion version, CancellationToken cancellation)
    {
        var customer = await db.Accounts.IgnoringOwnership().Where(account => account.Id == quote.AccountId)
            .Select(account => account.Name).SingleAsync(cancellation);
        return Render(quote, version, customer, quote.Opportunity.Name);
    }

    internal byte[] Render(Quote quote, QuoteVersion version, string customer, string subject)
    {
        var number = Quote.NumberOf(quote.Number);
        using var layout = new QuotePdfLayout($"{number}, version {version.Number}");
        layout.Head(options.Value.Seller, options.Value.SellerAddress, $"Quote {number}",
            [
                $"Version {version.Number}",
                version.SentAt is { } sent ? string.Create(CultureInfo.InvariantCulture, $"{sent:yyyy-MM-dd}") : "Draft, not an offer",
                .. version.ValidUntil is { } until
                    ? [string.Create(CultureInfo.InvariantCulture, $"Valid until {until:yyyy-MM-dd}")]
                    : (string[])[],
            ]);
        layout.Text(customer, 11, bold: true);
        layout.Text(subject, 10);
        layout.Rows($"Amount {quote.Currency}", version.Lines.OrderBy(line => line.Position).Select(line => Row(line, quote.Currency)));
        foreach (var (label, amount, isTotal) in Totals(version, quote.Currency))
        {
            layout.Total(label, amount, isTotal);
        }

        if (version.Note is not null)
        {
            layout.Text(version.Note, 9);
        }

        return layout.Close();
    }

    private static QuotePdfRow Row(QuoteLine line, string currency) => new(
        line.Position.ToString(CultureInfo.InvariantCulture),
        line.Code is null ? line.Description : $"{line.Code}  {line.Description}",
        $"{Number(line.Quantity)} {line.Unit}",
        Number(line.UnitPrice, Money.Decimals(currency))
        + line.Billing switch { Billing.Monthly => " / month", Billing.Yearly => " / year", _ => "" },
        line.DiscountPercent is { } percent
            ? $"{Number(percent)} %"
            : line.DiscountAmount is { } amount ? Number(amount, Money.Decimals(currency)) : "",
        $"{Number(line.TaxRate)} %",
        Number(line.Amount, Money.Decimals(currency)));

    private static IEnumerable<(string Label, string Amount, bool IsTotal)> Totals(QuoteVersion version, string currency)
    {
        var decimals = Money.Decimals(currency);
        var taxNote = version.TaxMode == TaxMode.Inclusive ? " including tax" : "";
        if (version.Discount > 0)
        {
            yield return ($"Subtotal{taxNote}", Number(version.Subtotal, decimals), false);
            yield return (version.DiscountPercent is { } percent ? $"Discount {Number(percent)} %" : "Discount",
                $"−{Number(version.Discount, decimals)}", false);
        }

        yield return ("Net", Number(version.Net, decimals), false);
        foreach (var group in QuoteVersionResponse.GroupsOf(version))
        {
            yield return ($"Tax {Number(group.Rate)} % on {Number(group.Net, decimals)}", Number(group.Tax, decimals), false);
        }

        yield return ($"Total {currency}", Number(version.Total, decimals), true);
    }

    /// <param name="decimals">The minimum number of decimals. Up to four are shown if the value has more.</param>
    private static string Number(decimal value, int decimals = 0) =>
        value.ToString($"#,##0.{new string('0', decimals)}{new string('#', 4 - decimals)}", CultureInfo.InvariantCulture);
}
