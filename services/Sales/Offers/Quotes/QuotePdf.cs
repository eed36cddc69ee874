using System.Globalization;
using Funnel.Sales.Products;
using Funnel.Sales.Visibility;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Funnel.Sales.Quotes;

/// <summary>Renders the PDF document of a version: seller, recipient, lines, totals and the places for the signatures.</summary>
internal sealed class QuotePdf(IOptions<QuoteOptions> options, QuoteFonts fonts)
{
    /// <param name="quote">The quote with its opportunity. Callers who see the opportunity also see the name of its account.</param>
    /// <param name="version">The version with its lines.</param>
    public async Task<byte[]> Render(SalesDb db, Quote quote, QuoteVersion version, CancellationToken cancellation)
    {
        var customer = await db.Accounts.IgnoringOwnership().Where(account => account.Id == quote.AccountId)
            .Select(account => account.Name).SingleAsync(cancellation);
        var contact = await db.Contacts.Where(person => person.Id == quote.Opportunity.ContactId)
            .Select(person => person.FullName).SingleOrDefaultAsync(cancellation);
        var owner = await db.Representatives.Where(person => person.Id == quote.Opportunity.OwnerId).Select(person => person.Name)
            .SingleOrDefaultAsync(cancellation);
        return Render(quote, version, new(customer, contact, owner));
    }

    private byte[] Render(Quote quote, QuoteVersion version, QuoteParties parties)
    {
        var number = Quote.NumberOf(quote.Number);
        var layout = new QuotePdfLayout(new(fonts), $"{number}, version {version.Number}");
        var seller = options.Value;
        layout.Head(seller.Seller,
            [
                .. LinesOf(seller.SellerAddress), .. LinesOf(seller.SellerContact),
                .. parties.Owner is { } owner ? [$"Your contact: {owner}"] : (string[])[],
            ],
            $"Quote {number}",
            [
                $"Version {version.Number}",
                version.SentAt is { } sent ? string.Create(CultureInfo.InvariantCulture, $"{sent:yyyy-MM-dd}") : "Draft, not an offer",
                .. version.ValidUntil is { } until
                    ? [string.Create(CultureInfo.InvariantCulture, $"Valid until {until:yyyy-MM-dd}")]
                    : (string[])[],
            ]);
        layout.Text(parties.Customer, 11, bold: true);
        string[] address = [.. parties.Contact is { } person ? [person] : (string[])[], .. LinesOf(version.RecipientAddress)];
        layout.Text(string.Join('\n', address), 9);
        layout.Text(quote.Opportunity.Name, 10);
        layout.Rows($"Amount {quote.Currency}",
            [.. version.Lines.OrderBy(line => line.Position).Select(line => Row(line, quote.Currency))]);
        foreach (var (label, amount, isTotal) in Totals(version, quote.Currency))
        {
            layout.Total(label, amount, isTotal);
        }

        if (version.Note is not null)
        {
            layout.Text(version.Note, 9);
        }

        layout.Signatures($"Accepted for {parties.Customer}", $"For {seller.Seller}");
        return layout.Close();
    }

    private static string[] LinesOf(string? text) =>
        (text ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static QuotePdfRow Row(QuoteLine line, string currency) => new(
        line.Position.ToString(CultureInfo.InvariantCulture),
        (line.Code is null ? line.Description : $"{line.Code}  {line.Description}")
        + (line.Billing == Billing.OneOff ? "" : $", {line.TermMonths ?? LineValue.UsualTerm} months"),
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
        var isMixed = version.Lines.Any(line => line.Billing != Billing.OneOff);
        var taxNote = (isMixed ? " of the first invoice" : "") + (version.TaxMode == TaxMode.Inclusive ? " including tax" : "");
        if (version.Discount > 0)
        {
            yield return ($"Subtotal{taxNote}", Number(version.Subtotal, decimals), false);
            yield return (version.DiscountPercent is { } percent ? $"Discount {Number(percent)} %" : "Discount",
                $"−{Number(version.Discount, decimals)}", false);
        }

        // Amounts of different billing are never added up, except for the first year and the whole term.
        foreach (var lines in version.Lines.GroupBy(line => line.Billing).OrderBy(lines => lines.Key))
        {
            var per = !isMixed ? "" : lines.Key switch
            {
                Billing.Monthly => " per month",
                Billing.Yearly => " per year",
                _ => " once",
            };
            yield return ($"Net{per}", Number(lines.Sum(line => line.Net), decimals), false);
            foreach (var taxed in lines.GroupBy(line => line.TaxRate).OrderBy(taxed => taxed.Key))
            {
                yield return ($"Tax {Number(taxed.Key)} % on {Number(taxed.Sum(line => line.Net), decimals)}",
                    Number(taxed.Sum(line => line.Tax), decimals), false);
            }

            yield return ($"Total {currency}{per}", Number(lines.Sum(line => line.Net + line.Tax), decimals), true);
        }

        if (version.FirstYear != version.Net)
        {
            yield return ("First year, net", Number(version.FirstYear, decimals), false);
        }

        if (version.ContractValue != version.FirstYear)
        {
            yield return ("Whole term, net", Number(version.ContractValue, decimals), false);
        }
    }

    /// <param name="decimals">The minimum number of decimals. Up to four are shown if the value has more.</param>
    private static string Number(decimal value, int decimals = 0) =>
        value.ToString($"#,##0.{new string('0', decimals)}{new string('#', 4 - decimals)}", CultureInfo.InvariantCulture);
}

/// <summary>The people on the document.</summary>
/// <param name="Customer">The name of the account.</param>
/// <param name="Contact">The name of the contact of the opportunity.</param>
/// <param name="Owner">The name of the owner of the opportunity.</param>
internal sealed record QuoteParties(string Customer, string? Contact, string? Owner);
