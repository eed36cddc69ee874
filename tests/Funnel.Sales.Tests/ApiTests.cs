using System.Text.Json;
using Funnel.Testing;

namespace Funnel.Sales.Tests;

public sealed class ApiTests(SalesFixture fixture)
{
    private readonly ServiceUnderTest<Program, SalesDb> sales = fixture.Service;

    [Fact]
    public async Task The_OpenAPI_document_describes_every_route_with_a_summary()
    {
        var document = await sales.Get<JsonElement>("/api/sales/openapi/v1.json");
        var operations = document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(operation => (Path: path.Name, operation.Value))).ToList();
        Assert.Contains(operations, operation => operation.Path == "/api/sales/v1/handoffs/{id}/convert");
        Assert.Contains(operations, operation => operation.Path == "/api/sales/v1/opportunities/batch");
        Assert.All(operations, operation => Assert.True(operation.Value.TryGetProperty("summary", out _), operation.Path));
        var status = operations.Single(operation => operation.Path == "/api/sales/v1/handoffs" && operation.Value.TryGetProperty("parameters", out _)).Value
            .GetProperty("parameters").EnumerateArray().Single(parameter => parameter.GetProperty("name").GetString() == "status");
        Assert.True(status.GetProperty("schema").TryGetProperty("pattern", out _), status.ToString());
    }

    [Fact]
    public async Task The_journal_is_read_in_order_over_HTTP()
    {
        var deal = await sales.Open();
        await sales.Post<OpportunityState>($"/api/sales/v1/opportunities/{deal.Id}/win", new { reason = "price" });
        var told = await Eventually.Get(Told, found => found.Count == 2);
        Assert.Equal(["sales.opportunity.created.v1", "sales.opportunity.won.v1"], told);

        async Task<List<string>> Told()
        {
            var types = new List<string>();
            for (var (after, more) = ("", true); more;)
            {
                var page = await sales.Get<JsonElement>($"/api/sales/v1/events?limit=1000{after}");
                types.AddRange(page.GetProperty("events").EnumerateArray()
                    .Where(fact => fact.GetProperty("subject").GetGuid() == deal.Id).Select(fact => fact.GetProperty("type").GetString()!));
                (after, more) = ($"&after={page.GetProperty("next").GetString()}", page.GetProperty("more").GetBoolean());
            }

            return types;
        }
    }
}
