using Funnel.Testing;
using Npgsql;

namespace Funnel.Gateway.Tests;

/// <summary>The OpenAPI document of the gateway is complete and correct.</summary>
public sealed class OpenApiTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private const string Document = "/api/identity/openapi/v1.json";
    private const int Rounds = 20;

    [Fact]
    public async Task Every_operation_has_a_description_and_examples_that_it_accepts()
    {
        var document = await ApiDocument.Read(fixture.Administrator, Document);
        Assert.NotEmpty(document.Operations);
        var walk = new ExampleWalk(document, fixture.Administrator);
        None(walk.Lacking());
        None(await walk.NotTaken());
    }

    [Fact]
    public async Task Every_hostile_request_gets_a_code_and_a_refused_one_writes_nothing()
    {
        await using var database = NpgsqlDataSource.Create(fixture.Parts.Database);
        var document = await ApiDocument.Read(fixture.Administrator, Document);
        None(await new HostileWalk(document, fixture.Administrator, new(database)).Wrong(HostileWalk.Seed, Rounds));
    }

    [Fact]
    public async Task Every_operation_refuses_an_unknown_parameter_and_names_the_known_ones()
    {
        var document = await ApiDocument.Read(fixture.Administrator, Document);
        None(await new MannersWalk(document, fixture.Administrator).TakeUnknownParameters());
    }

    [Fact]
    public async Task Every_GET_answers_HEAD_alike_without_a_body()
    {
        var document = await ApiDocument.Read(fixture.Administrator, Document);
        None(await new MannersWalk(document, fixture.Administrator).HaveNoHead());
    }

    private static void None(IReadOnlyList<string> wrong) =>
        Assert.True(wrong.Count == 0, $"{wrong.Count} times:\n{string.Join('\n', wrong)}");
}
