using Funnel.Testing;

namespace Funnel.Sales.Tests.Imports;

public sealed class OwnerAndProductLookupTests(SalesFixture fixture)
{
    private const string Header = "externalId,account,amount,currency,stage,expectedCloseDate";
    private readonly ServiceUnderTest<Program, SalesDb> sales = fixture.Service;

    [Theory]
    [InlineData("Renée", "Rene\u0301e")]
    [InlineData("İbrahim", "İBRAHIM")]
    [InlineData("Zoe", "\u200bZOE\u00ad")]
    public async Task An_owner_is_found_by_a_name_that_reads_the_same(string name, string written)
    {
        var key = Steps.New("owner");
        await sales.Post<RepresentativeResponse>("/api/sales/v1/representatives",
            new { name = $"{name} {key}", email = $"{key}@sales.example", active = false });
        foreach (var (query, row) in new[] { ("", "a"), ("addOwners=true", "b") })
        {
            var import = await sales.Import($"{Header},owner\n{key}-{row},{key},1,EUR,proposal,2027-01-31,{written} {key}\n", query);
            Assert.Equal((1, 0), (import.Added, import.Failed));
        }

        Assert.Equal(1, await sales.Count($"representatives where name like '%{key}'"));
    }

    [Fact]
    public async Task A_product_is_found_by_a_name_that_reads_the_same_and_a_code_is_unique_without_regard_to_capitals()
    {
        var key = Guid.CreateVersion7().ToString("N");
        object Product(string code, string name) => new { code, name, unit = "piece", billing = "oneOff" };
        await sales.Post<ProductResponse>("/api/sales/v1/products", Product($"P{key}", $"İPLİK {key}"));
        var import = await sales.Import($"{Header},product\n{key},{key},1,EUR,proposal,2027-01-31,İPLİK {key.ToUpperInvariant()}\n");
        Assert.Equal((1, 0), (import.Added, import.Failed));
        await sales.Post("/api/sales/v1/products", Product($"p{key.ToUpperInvariant()}", "Another")).Refused(409);
    }

    [Fact]
    public async Task A_contact_without_an_address_is_one_person_of_its_account()
    {
        var key = Steps.New("name");
        var rows = Enumerable.Range(1, 4).Select(n =>
            $"{key}-{n},{(n == 4 ? "Other" : "Acme")} {key},1,EUR,proposal,2027-01-31,{(n == 2 ? "ANN" : "Ann")} Archer {key}\n");
        var import = await sales.Import($"{Header},contact\n{string.Concat(rows)}");
        Assert.Equal(4, import.Added);
        await sales.Import($"{Header},contact\n{key}-5,Acme {key},1,EUR,proposal,2027-01-31,Ann Archer {key}\n");
        Assert.Equal(2, await sales.Count($"contacts where full_name like '%{key}'"));
    }
}
