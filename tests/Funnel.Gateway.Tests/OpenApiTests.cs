using Funnel.Testing;
using Npgsql;

namespace Funnel.Gateway.Tests;

/// <summary>What the gateway's own API says of itself holds.</summary>
public sealed class OpenApiTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private const string Document = "/api/identity/openapi/v1.json";
    private const int Rounds = 20;

    [Fact]
    public async Task Every_operation_has_words_and_examples_that_fit_and_are_understood()
    {
        var document = await ApiDocument.Read(fixture.Administrator, Document);
        Assert.NotEmpty(document.Operations);
        var walk = new ExampleWalk(document, fixture.Administrator);
        None(walk.Lacking());
        None(await walk.NotTaken());
    }

    [Fact]
    public async Task Whatever_is_thrown_at_an_operation_is_answered_by_a_code_and_writes_nothing_where_it_is_refused()
    {
        await using var database = NpgsqlDataSource.Create(fixture.Parts.Database);
        var document = await ApiDocument.Read(fixture.Administrator, Document);
        None(await new HostileWalk(document, fixture.Administrator, new(database)).Wrong(HostileWalk.Seed, Rounds));
    }

    private static void None(IReadOnlyList<string> wrong) => Assert.True(wrong.Count == 0, $"{wrong.Count} times:\n{string.Join('\n', wrong)}");
}
