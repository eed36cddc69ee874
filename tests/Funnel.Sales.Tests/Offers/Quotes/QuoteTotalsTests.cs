using CsCheck;

namespace Funnel.Sales.Tests;

/// <summary>Properties of the arithmetic of quotes, for random lines.</summary>
public sealed class QuoteTotalsTests
{
    private static readonly Gen<(decimal Quantity, decimal Price, decimal Rate)> Line = Gen.Select(
        Gen.Long[1, 100_000_0000].Select(number => number / 10_000m), Gen.Long[0, 1_000_000].Select(number => number / 10_000m),
        AnyOf(0m, 7m, 19m, 5.5m, 8.1234m, 100m));

    private static readonly Gen<string> Currency = AnyOf("EUR", "USD", "JPY", "KWD");

    private static readonly Gen<(Discount? Discount, TaxMode Mode)> Terms = Gen.Select(
        Gen.OneOf(Gen.Const((Discount?)null), Gen.Long[0, 100_0000].Select(percent => Discount.Of(percent / 10_000m, null)),
            Gen.Long[0, 100].Select(amount => Discount.Of(null, amount))),
        AnyOf(TaxMode.Exclusive, TaxMode.Inclusive));

    [Fact]
    public void Lines_add_up_to_net_groups_to_tax_and_both_to_the_total_to_the_cent() =>
        Gen.Select(Line.Array[1, 60], Terms, Currency).Sample((lines, terms, currency) =>
        {
            var amounts = Amounts(lines, currency);
            if (Of(amounts, terms, currency) is not { } totals)
            {
                Assert.True(terms.Discount!.Amount > amounts.Sum(line => line.Amount));
                return;
            }

            Assert.Equal(totals.Net, totals.Lines.Sum(line => line.Net));
            Assert.Equal(totals.Net, totals.TaxGroups.Sum(group => group.Net));
            Assert.Equal(totals.Tax, totals.Lines.Sum(line => line.Tax));
            Assert.Equal(totals.Tax, totals.TaxGroups.Sum(group => group.Tax));
            Assert.Equal(totals.Discount, totals.Lines.Sum(line => line.Discount));
            Assert.Equal(totals.Total, totals.Net + totals.Tax);
            Assert.Equal(totals.Subtotal - totals.Discount, terms.Mode == TaxMode.Exclusive ? totals.Net : totals.Total);
            Assert.All(
                [totals.Subtotal, totals.Net, totals.Tax,
                    .. totals.Lines.SelectMany(line => (decimal[])[line.Net, line.Tax, line.Discount])],
                amount => Assert.Equal(amount, decimal.Round(amount, Money.Decimals(currency))));
        });

    [Fact]
    public void No_amount_is_negative_and_no_line_gets_more_discount_than_its_amount() =>
        Gen.Select(Line.Array[1, 60], Terms, Currency).Sample((lines, terms, currency) =>
        {
            var amounts = Amounts(lines, currency);
            var totals = Of(amounts, terms, currency);
            Assert.All(totals?.Lines ?? [], (line, place) =>
            {
                Assert.InRange(line.Discount, 0, amounts[place].Amount);
                Assert.True(line is { Net: >= 0, Tax: >= 0 });
            });
        });

    [Fact]
    public void A_group_is_taxed_as_a_whole() =>
        Gen.Select(Line.Array[1, 60], Terms, Currency).Sample((lines, terms, currency) =>
        {
            foreach (var group in Of(Amounts(lines, currency), terms, currency)?.TaxGroups ?? [])
            {
                var expected = terms.Mode == TaxMode.Exclusive
                    ? group.Net * group.Rate / 100
                    : (group.Net + group.Tax) * group.Rate / (100 + group.Rate);
                Assert.Equal(Money.Round(expected, currency), group.Tax);
            }
        });

    [Fact]
    public void The_order_of_the_lines_changes_no_total() =>
        Gen.Select(Line.Array[1, 60], Terms, Currency, Gen.Int).Sample((lines, terms, currency, seed) =>
        {
            var amounts = Amounts(lines, currency);
            var shuffled = amounts.ToArray();
            new Random(seed).Shuffle(shuffled);
            var (one, other) = (Of(amounts, terms, currency), Of(shuffled, terms, currency));
            Assert.Equal((one?.Subtotal, one?.Discount, one?.Net, one?.Tax, one?.Total),
                (other?.Subtotal, other?.Discount, other?.Net, other?.Tax, other?.Total));
            Assert.Equal(one?.TaxGroups ?? [], other?.TaxGroups ?? []);
        });

    [Fact]
    public void Splitting_a_line_changes_the_sum_by_at_most_one_cent_and_not_at_all_if_both_parts_are_whole_cents() =>
        Gen.Select(Line, Gen.Long[1, 9999], Currency).Sample((line, cut, currency) =>
        {
            var (part, rest) = (decimal.Round(line.Quantity * cut / 10_000m, 4), 0m);
            rest = line.Quantity - part;
            if (part == 0 || rest == 0)
            {
                return;
            }

            var whole = Amounts([line], currency)[0].Amount;
            var both = Amounts([line with { Quantity = part }, line with { Quantity = rest }], currency).Sum(half => half.Amount);
            var (cent, price) = (Funnel.Values.Currency.UnitOf(currency), PriceIn(currency, line.Price));
            Assert.InRange(Math.Abs(whole - both), 0, part * price % cent == 0 && rest * price % cent == 0 ? 0 : cent);
        });

    [Theory]
    [InlineData(0.005, "EUR", 0.01)]
    [InlineData(0.0049, "EUR", 0)]
    [InlineData(0.0125, "KWD", 0.013)]
    [InlineData(0.0025, "TND", 0.003)]
    public void Halves_are_rounded_away_from_zero_to_the_currencys_smallest_unit(decimal price, string currency, decimal amount) =>
        Assert.Equal(amount, Amounts([(1, price, 0)], currency)[0].Amount);

    [Fact]
    public void A_cent_that_cannot_be_divided_goes_to_the_largest_remainder()
    {
        var totals = Of([new(1, 19), new(1, 19), new(1, 7)], (Discount.Of(null, 1m), TaxMode.Exclusive), "EUR")!;
        Assert.Equal([0.34m, 0.33m, 0.33m], totals.Lines.Select(line => line.Discount));
        Assert.Equal([new TaxGroup(7, 0.67m, 0.05m), new TaxGroup(19, 1.33m, 0.25m)], totals.TaxGroups);
    }

    [Fact]
    public void Prices_that_include_the_tax_keep_their_sum()
    {
        var totals = Of([new(119, 19), new(107, 7), new(10, 0)], (null, TaxMode.Inclusive), "EUR")!;
        Assert.Equal((236m, 210m, 26m), (totals.Total, totals.Net, totals.Tax));
    }

    [Fact]
    public void A_thousand_lines_of_the_largest_amounts_are_exact()
    {
        TaxedAmount[] lines = [.. Enumerable.Range(0, 1000).Select(number => new TaxedAmount(999_999_999.99m - number, number % 3))];
        var totals = Of(lines, (Discount.Of(33.3333m, null), TaxMode.Exclusive), "EUR")!;
        Assert.Equal(totals.Subtotal - totals.Discount, totals.Lines.Sum(line => line.Net));
        Assert.Equal(totals.Tax, totals.Lines.Sum(line => line.Tax));
    }

    private static Gen<T> AnyOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(at => values[at]);

    private static TaxedAmount[] Amounts((decimal Quantity, decimal Price, decimal Rate)[] lines, string currency) =>
    [
        .. lines.Select(line =>
            LineTerms.Of(line.Quantity, PriceIn(currency, line.Price), null, currency).IsRefused(out var refusal, out var terms)
                ? throw new InvalidOperationException(refusal.Detail)
                : new TaxedAmount(terms.Amount, line.Rate)),
    ];

    /// <summary>A price that the currency can have.</summary>
    private static decimal PriceIn(string currency, decimal price) => Money.Decimals(currency) == 0 ? decimal.Truncate(price) : price;

    private static QuoteTotals? Of(TaxedAmount[] lines, (Discount? Discount, TaxMode Mode) terms, string currency) =>
        QuoteTotals.Of(lines, terms.Discount, terms.Mode, currency).IsRefused(out _, out var totals) ? null : totals;
}
