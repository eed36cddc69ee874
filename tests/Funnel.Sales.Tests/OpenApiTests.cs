using Funnel.Testing;

namespace Funnel.Sales.Tests;

/// <summary>The API document is correct. The tests call every operation, so they run a Sales service of their own.</summary>
public sealed class OpenApiTests(OpenApiTests.LoneSales sales) : IClassFixture<OpenApiTests.LoneSales>
{
    private const string Document = "/api/sales/openapi/v1.json";
    private const int Rounds = 20;

    [Fact]
    public async Task Every_operation_has_a_description_and_valid_examples()
    {
        var document = await ApiDocument.Read(sales.Service.Http, Document);
        Assert.NotEmpty(document.Operations);
        var walk = new ExampleWalk(document, sales.Service.Http);
        None(walk.Lacking());
        None(await walk.NotTaken());
    }

    [Fact]
    public async Task Every_hostile_request_is_answered_with_a_code_and_a_refused_one_writes_nothing()
    {
        var document = await ApiDocument.Read(sales.Service.Http, Document);
        None(await new HostileWalk(document, sales.Service.Http, new(sales.Service.Database)).Wrong(HostileWalk.Seed, Rounds));
    }

    [Fact]
    public async Task Every_operation_refuses_an_unknown_parameter_and_names_the_known_ones()
    {
        var document = await ApiDocument.Read(sales.Service.Http, Document);
        None(await new MannersWalk(document, sales.Service.Http).TakeUnknownParameters("/api/sales/v1/surveys/answer/"));
    }

    [Fact]
    public async Task Every_GET_answers_HEAD_alike_without_a_body()
    {
        var document = await ApiDocument.Read(sales.Service.Http, Document);
        None(await new MannersWalk(document, sales.Service.Http).HaveNoHead());
    }

    private static void None(IReadOnlyList<string> wrong) =>
        Assert.True(wrong.Count == 0, $"{wrong.Count} times:\n{string.Join('\n', wrong)}");

    public sealed class LoneSales : IAsyncLifetime
    {
        private ServiceUnderTest<Program, SalesDb>? service;

        internal ServiceUnderTest<Program, SalesDb> Service => service ?? throw new InvalidOperationException("Sales did not start.");

        public async ValueTask InitializeAsync() => service = await SalesFixture.Start();

        public ValueTask DisposeAsync() => service?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}
