using Funnel.Testing;

namespace Funnel.Insights.Tests;

/// <summary>The API document is correct. The tests call every operation, so they run an Insights service of their own.</summary>
public sealed class OpenApiTests(OpenApiTests.LoneInsights insights) : IClassFixture<OpenApiTests.LoneInsights>
{
    private const string Document = "/api/insights/openapi/v1.json";
    private const int Rounds = 20;

    [Fact]
    public async Task Every_operation_has_a_description_and_a_valid_example()
    {
        var document = await ApiDocument.Read(insights.Service.Http, Document);
        Assert.NotEmpty(document.Operations);
        var walk = new ExampleWalk(document, insights.Service.Http);
        None(walk.Lacking());
        None(await walk.NotTaken());
    }

    [Fact]
    public async Task Hostile_input_is_refused_with_a_code_and_writes_nothing()
    {
        var document = await ApiDocument.Read(insights.Service.Http, Document);
        None(await new HostileWalk(document, insights.Service.Http, new(insights.Service.Database)).Wrong(HostileWalk.Seed, Rounds));
    }

    [Fact]
    public async Task Every_operation_refuses_an_unknown_parameter_and_names_the_known_ones()
    {
        var document = await ApiDocument.Read(insights.Service.Http, Document);
        None(await new MannersWalk(document, insights.Service.Http).TakeUnknownParameters());
    }

    [Fact]
    public async Task Every_GET_answers_HEAD_alike_without_a_body()
    {
        var document = await ApiDocument.Read(insights.Service.Http, Document);
        None(await new MannersWalk(document, insights.Service.Http).HaveNoHead());
    }

    private static void None(IReadOnlyList<string> wrong) =>
        Assert.True(wrong.Count == 0, $"{wrong.Count} times:\n{string.Join('\n', wrong)}");

    public sealed class LoneInsights : IAsyncLifetime
    {
        private ServiceUnderTest<Program, InsightsDb>? service;

        internal ServiceUnderTest<Program, InsightsDb> Service => service ?? throw new InvalidOperationException("Insights did not start.");

        public async ValueTask InitializeAsync() =>
            service =
                await ServiceUnderTest<Program, InsightsDb>.Start("insights", ("services:marketing:http:0", "http://127.0.0.1:9"),
                    ("services:sales:http:0", "http://127.0.0.1:9"));

        public ValueTask DisposeAsync() => service?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}
