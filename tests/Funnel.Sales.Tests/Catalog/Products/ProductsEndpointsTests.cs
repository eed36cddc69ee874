using System.Net;
using Funnel.Testing;

namespace Funnel.Sales.Tests;

public sealed class ProductsEndpointsTests(SalesFixture fixture)
{
    private const string Path = "/api/sales/v1/products";
    private readonly ServiceUnderTest<Program, SalesDb> sales = fixture.Service;

    [Fact]
    public async Task A_code_is_used_by_one_product()
    {
        var product = new { code = Steps.New("CRM"), name = " Licence ", unit = "user", billing = "yearly" };
        using var added = await sales.Post(Path, product);
        Assert.Equal(HttpStatusCode.Created, added.StatusCode);
        var first = await sales.Get<ProductResponse>(added.Headers.Location!.ToString());
        Assert.Equal(("Licence", "user", Billing.Yearly), (first.Name, first.Unit, first.Billing));
        Assert.Equal(first, await sales.Post<ProductResponse>(Path, product));
        Assert.Equal("product-code-taken", (await sales.Post(Path, product with { name = "Something else" }).Refused(409)).Code);
        Assert.Equal(first, Assert.Single((await sales.Get<Page<ProductResponse>>($"{Path}?code={product.code}")).Items));
    }

    [Fact]
    public async Task Of_twenty_simultaneous_requests_with_one_code_one_adds_the_product()
    {
        var code = Steps.New("CRM");
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => sales.Post(Path, new { code, name = $"Name {number}" })));
        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Created);
        Assert.Equal(19, answers.Count(answer => answer.StatusCode == HttpStatusCode.Conflict));
    }

    [Fact]
    public async Task A_product_is_changed_only_in_its_current_version()
    {
        var product = await sales.Sell();
        Assert.Equal(HttpStatusCode.OK,
            (await sales.Replace($"{Path}/{product.Id}", new { name = "Seat", unit = "seat", billing = "monthly" }, "\"0\"")).StatusCode);
        Assert.Equal("precondition-failed",
            (await sales.Replace($"{Path}/{product.Id}", new { name = "Chair", unit = "seat", billing = "monthly" }, "\"0\"")
                .Refused(412)).Code);
        var now = await sales.Get<ProductResponse>($"{Path}/{product.Id}");
        Assert.Equal(("Seat", "seat", Billing.Monthly, product.Code), (now.Name, now.Unit, now.Billing, now.Code));
    }

    [Fact]
    public async Task A_retired_product_is_not_sold_until_it_is_brought_back()
    {
        var product = await sales.Sell();
        var deal = await sales.Open();
        var lines = new { lines = new[] { new { productId = product.Id, quantity = 1, unitPrice = 5 } } };
        Assert.NotNull((await sales.Post<ProductResponse>($"{Path}/{product.Id}/retire", new { })).RetiredAt);
        Assert.Equal(product.Id,
            Assert.Single((await sales.Get<Page<ProductResponse>>($"{Path}?code={product.Code}&retired=true")).Items).Id);
        var (code, detail) = await sales.Replace($"/api/sales/v1/opportunities/{deal.Id}/lines", lines).Refused(422);
        Assert.Equal("product-retired", code);
        Assert.StartsWith("Line 1: ", detail);
        await sales.Post<ProductResponse>($"{Path}/{product.Id}/bring-back", new { });
        Assert.Equal(5, (await sales.Replace<OpportunityLinesResponse>($"/api/sales/v1/opportunities/{deal.Id}/lines", lines)).Amount);
    }

    [Theory]
    [InlineData("{\"code\":\"\",\"name\":\"x\"}", "validation-failed")]
    [InlineData("{\"code\":\"a b\",\"name\":\"x\"}", "validation-failed")]
    [InlineData("{\"code\":\"A-1\",\"name\":\"  \"}", "validation-failed")]
    [InlineData("{\"code\":\"A-1\",\"name\":\"x\",\"unit\":\"\"}", "validation-failed")]
    [InlineData("{\"code\":\"A-1\",\"name\":\"x\",\"billing\":\"hourly\"}", "malformed-request")]
    [InlineData("{\"code\":\"A-1\",\"name\":\"x\",\"price\":1}", "malformed-request")]
    public async Task A_wrong_product_is_refused(string json, string code) =>
        Assert.Equal(code, (await sales.PostRaw(Path, json).Refused(400)).Code);

    [Fact]
    public async Task An_unknown_product_is_not_found()
    {
        var nobody = Guid.CreateVersion7();
        Assert.Equal("product-not-found", (await sales.Http.GetAsync($"{Path}/{nobody}").Refused(404)).Code);
        Assert.Equal("product-not-found", (await sales.Post($"{Path}/{nobody}/retire", new { }).Refused(404)).Code);
        Assert.Equal("product-not-found",
            (await sales.Replace($"{Path}/{nobody}", new { name = "x", unit = "x", billing = "oneOff" }).Refused(404)).Code);
    }
}
