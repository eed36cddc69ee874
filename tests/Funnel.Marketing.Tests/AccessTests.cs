using Funnel.Testing;

namespace Funnel.Marketing.Tests;

public sealed class AccessTests(MarketingFixture marketing)
{
    private AccessWalk Walk => new(marketing.Service.Issuer, marketing.Service.Services, marketing.Service.As);

    [Fact]
    public async Task Each_operation_is_open_only_to_callers_with_its_permission() =>
        Assert.Empty(await Walk.Wrong("/api/marketing/openapi/v1.json"));

    [Fact]
    public async Task The_document_lists_the_live_routes_with_the_agreed_permissions()
    {
        var agreed =
            await File.ReadAllLinesAsync(Path.Combine(Repository.Root, "tests", "Funnel.Marketing.Tests", "permissions.txt"),
                TestContext.Current.CancellationToken);
        Assert.Equal(agreed, Walk.Permissions());
        var documented = await Walk.Documented("/api/marketing/openapi/v1.json");
        Assert.Equal(agreed.Select(line => line.Split(" → ")[0]),
            documented.Select(operation => $"{operation.Method} {operation.Path}").Order(StringComparer.Ordinal));
        Assert.Equal(["GET /api/marketing/openapi/{documentName}.json"], Walk.Anonymous());
    }
}
