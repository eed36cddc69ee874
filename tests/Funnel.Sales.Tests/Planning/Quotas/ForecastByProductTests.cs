using CsCheck;
using Funnel.Sales.Quotas;

namespace Funnel.Sales.Tests.Quotas;

public sealed class ForecastByProductTests
{
    [Fact]
    public void The_shares_of_the_products_add_up_to_the_won_amount() =>
        Gen.Select(Gen.Long[0, 1_000_000_000_000_00], Gen.OneOf(Gen.Const("EUR"), Gen.Const("JPY"), Gen.Const("KWD")),
            Gen.Select(Gen.Int[0, 4], Gen.Long[0, 1_000_000_000_00]).Array[1, 20]).Sample((cents, currency, lines) =>
        {
            var products = Enumerable.Range(0, 5).Select(number => number == 0 ? (Guid?)null : new Guid(number, 0, 0, new byte[8]))
                .ToArray();
            var smallest = Funnel.Values.Currency.UnitOf(currency);
            var won = cents * smallest;
            var parts = ForecastByProduct.Divide(won, currency, lines.Select(line => (products[line.Item1], line.Item2 / 100m)));
            Assert.Equal(won, parts.Sum(part => part.Amount));
            var whole = lines.Sum(line => line.Item2 / 100m);
            Assert.All(parts, part =>
            {
                Assert.Equal(0, part.Amount % smallest);
                var weight = lines.Where(line => products[line.Item1] == part.Product).Sum(line => line.Item2 / 100m);
                Assert.True(whole == 0 || decimal.Abs(part.Amount - (won * (weight / whole))) < smallest + 0.000001m);
            });
        });
}
