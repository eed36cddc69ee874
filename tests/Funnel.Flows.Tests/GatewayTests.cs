using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Funnel.Flows.Tests;

/// <summary>The gateway in front of the running services.</summary>
public sealed class GatewayTests(RunningSystem system)
{
    private static readonly string[] Services = ["marketing", "sales", "insights"];

    [Fact]
    public async Task One_page_shows_the_API_of_all_three_services_and_loads_nothing_from_other_sites()
    {
        var page = await system.Http.GetStringAsync("/docs");
        foreach (var service in Services)
        {
            Assert.Contains($"\"api/{service}/openapi/v1.json\"", page);
        }

        Assert.DoesNotContain("https://", page);
    }

    [Fact]
    public async Task Every_operation_is_described_in_an_OpenAPI_3_1_document_below_its_services_own_path()
    {
        foreach (var service in Services)
        {
            var document = await system.Gateway.Get($"/api/{service}/openapi/v1.json");
            Assert.StartsWith("3.1", document.GetProperty("openapi").GetString());
            var paths = document.GetProperty("paths").EnumerateObject().ToList();
            Assert.NotEmpty(paths);
            foreach (var path in paths)
            {
                Assert.StartsWith($"/api/{service}/v1/", path.Name);
                foreach (var operation in path.Value.EnumerateObject())
                {
                    Assert.True(operation.Value.TryGetProperty("summary", out _), $"{operation.Name} {path.Name} has no summary");
                }
            }
        }
    }

    [Fact]
    public async Task Each_service_returns_its_journal_through_the_gateway()
    {
        foreach (var service in Services)
        {
            var page = await system.Gateway.Get($"/api/{service}/v1/events?limit=1");
            Assert.Equal(JsonValueKind.Array, page.GetProperty("events").ValueKind);
        }
    }

    [Theory]
    [InlineData("/api/nobody/v1/things", HttpStatusCode.NotFound, "not-found")]
    [InlineData("/api/sales/v1/nothing", HttpStatusCode.NotFound, "not-found")]
    [InlineData("/api/sales/v1/handoffs/01980000-0000-7000-8000-000000000000", HttpStatusCode.NotFound, "handoff-not-found")]
    public async Task An_unknown_address_or_id_gets_a_problem_with_a_code(string path, HttpStatusCode status, string code)
    {
        using var response = await system.Http.GetAsync(path);
        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(code, (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
    }

    [Fact]
    public async Task The_gateway_reports_that_it_is_healthy()
    {
        foreach (var path in new[] { "/health", "/alive" })
        {
            using var response = await system.Http.GetAsync(path);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }
}
