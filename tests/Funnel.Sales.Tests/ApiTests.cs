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
        var status =
            operations.Single(operation => operation.Path == "/api/sales/v1/handoffs"
                && operation.Value.TryGetProperty("parameters", out _)).Value
            .GetProperty("parameters").EnumerateArray().Single(parameter => parameter.GetProperty("name").GetString() == "status");
        Assert.True(status.GetProperty("schema").TryGetProperty("pattern", out _), status.ToString());
    }

    [Fact]
    public async Task A_validation_error_stands_under_the_name_of_the_field()
    {
        using var single =
            await sales.PostRaw("/api/sales/v1/opportunities",
                """{"account":{"name":"x"},"name":"","amount":1,"currency":"EURO","expectedCloseDate":"2026-01-01"}""");
        Assert.Equal(["currency", "name"], await Fields(single));
        using var query = await sales.Http.GetAsync("/api/sales/v1/opportunities?limit=0", TestContext.Current.CancellationToken);
        Assert.Equal(["limit"], await Fields(query));

        static async Task<string[]> Fields(HttpResponseMessage answer)
        {
            using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            Assert.Equal("validation-failed", problem.RootElement.GetProperty("code").GetString());
            return [.. problem.RootElement.GetProperty("errors").EnumerateObject().Select(error => error.Name)
                .Order(StringComparer.Ordinal)];
        }
    }

    [Fact]
    public async Task A_list_that_grows_while_it_is_paged_shows_each_item_once()
    {
        var made = new List<Guid>();
        for (var n = 0; n < 7; n++)
        {
            made.Add((await sales.Open()).Id);
        }

        var seen = new List<Guid>();
        var page = await sales.Get<Page<OpportunitySummary>>("/api/sales/v1/opportunities?limit=2");
        while (true)
        {
            seen.AddRange(page.Items.Select(deal => deal.Id));
            if (page.Next is null || made.TrueForAll(seen.Contains))
            {
                break;
            }

            // An opportunity is added before the current page, and one after the current page changes.
            await sales.Open();
            await sales.Post<OpportunityState>($"/api/sales/v1/opportunities/{made[0]}/amount", new { amount = 2000 + seen.Count });
            page = await sales.Get<Page<OpportunitySummary>>($"/api/sales/v1/opportunities?limit=2&after={page.Next}");
        }

        Assert.Equal(seen.Distinct(), seen);
        Assert.Equal(Enumerable.Reverse(made), seen.Where(made.Contains));
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
