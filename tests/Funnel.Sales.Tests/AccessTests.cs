using Funnel.Testing;

namespace Funnel.Sales.Tests;

public sealed class AccessTests(SalesFixture sales)
{
    private AccessWalk Walk => new(sales.Service.Issuer, sales.Service.Services, sales.Service.As);

    [Fact]
    public async Task Each_operation_is_open_only_to_callers_with_its_permission() =>
        Assert.Empty(await Walk.Wrong("/api/sales/openapi/v1.json"));

    [Fact]
    public async Task The_document_names_the_live_routes_and_each_needs_the_permission_that_was_agreed()
    {
        var agreed =
            await File.ReadAllLinesAsync(Path.Combine(Repository.Root, "tests", "Funnel.Sales.Tests", "permissions.txt"),
                TestContext.Current.CancellationToken);
        Assert.Equal(agreed, Walk.Permissions());
        var documented = await Walk.Documented("/api/sales/openapi/v1.json");
        var open =
            await File.ReadAllLinesAsync(Path.Combine(Repository.Root, "tests", "Funnel.Sales.Tests", "open.txt"),
                TestContext.Current.CancellationToken);
        Assert.Equal(open, Walk.Anonymous());
        Assert.Equal(agreed.Select(line => line.Split(" → ")[0])
            .Concat(open.Where(line => !line.Contains("openapi", StringComparison.Ordinal))).Order(StringComparer.Ordinal),
            documented.Select(operation => $"{operation.Method} {operation.Path}").Order(StringComparer.Ordinal));
    }
}
