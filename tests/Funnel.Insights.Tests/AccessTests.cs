using Funnel.Testing;

namespace Funnel.Insights.Tests;

public sealed class AccessTests(InsightsFixture insights)
{
    private AccessWalk Walk => new(insights.Service.Issuer, insights.Service.Services, insights.Service.As);

    [Fact]
    public async Task Each_operation_needs_its_permission() =>
        Assert.Empty(await Walk.Wrong("/api/insights/openapi/v1.json"));

    [Fact]
    public async Task The_document_lists_all_routes_and_each_needs_the_agreed_permission()
    {
        var agreed =
            await File.ReadAllLinesAsync(Path.Combine(Repository.Root, "tests", "Funnel.Insights.Tests", "permissions.txt"),
                TestContext.Current.CancellationToken);
        Assert.Equal(agreed, Walk.Permissions());
        var documented = await Walk.Documented("/api/insights/openapi/v1.json");
        Assert.Equal(agreed.Select(line => line.Split(" → ")[0]),
            documented.Select(operation => $"{operation.Method} {operation.Path}").Order(StringComparer.Ordinal));
        Assert.Equal(["GET /api/insights/openapi/{documentName}.json"], Walk.Anonymous());
    }
}
