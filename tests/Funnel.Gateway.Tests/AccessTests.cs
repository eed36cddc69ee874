using Funnel.Testing;

namespace Funnel.Gateway.Tests;

public sealed class AccessTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private AccessWalk Walk =>
        new(new TokenIssuer(fixture.Gateway.Keys.Current[0], () => "https://funnel.example/"), fixture.Gateway.Services,
            fixture.Gateway.ClientWith);

    [Fact]
    public async Task Each_operation_accepts_only_callers_with_its_permission() =>
        Assert.Empty(await Walk.Wrong("/api/identity/openapi/v1.json"));

    [Fact]
    public async Task The_document_lists_all_routes_and_each_needs_the_permission_in_permissions_txt()
    {
        var agreed =
            await File.ReadAllLinesAsync(Path.Combine(Repository.Root, "tests", "Funnel.Gateway.Tests", "permissions.txt"),
                TestContext.Current.CancellationToken);
        Assert.Equal(agreed, Walk.Permissions());
        var documented = await Walk.Documented("/api/identity/openapi/v1.json");
        Assert.Equal(agreed.Select(line => line.Split(" → ")[0]),
            documented.Select(operation => $"{operation.Method} {operation.Path}").Order(StringComparer.Ordinal));
        Assert.Equal(
            ["GET /", "GET /api/identity/openapi/{documentName}.json", "GET /connect/authorize", "POST /connect/token"],
            Walk.Anonymous().Where(operation => !operation.StartsWith("GET /docs", StringComparison.Ordinal)));
    }
}
