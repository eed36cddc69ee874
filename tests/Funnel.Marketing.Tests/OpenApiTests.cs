using Funnel.Testing;

namespace Funnel.Marketing.Tests;

/// <summary>The API document is correct. The tests use a service of their own, because they call every operation.</summary>
public sealed class OpenApiTests(OpenApiTests.LoneMarketing marketing) : IClassFixture<OpenApiTests.LoneMarketing>
{
    private const string Document = "/api/marketing/openapi/v1.json";
    private const int Rounds = 20;

    [Fact]
    public async Task Every_operation_has_texts_and_examples_that_the_service_accepts()
    {
        var document = await ApiDocument.Read(marketing.Service.Http, Document);
        Assert.NotEmpty(document.Operations);
        var walk = new ExampleWalk(document, marketing.Service.Http);
        None(walk.Lacking());
        None(await walk.NotTaken());
    }

    [Fact]
    public async Task Hostile_input_is_answered_with_a_code_and_a_refused_request_writes_nothing()
    {
        var document = await ApiDocument.Read(marketing.Service.Http, Document);
        None(await new HostileWalk(document, marketing.Service.Http, new(marketing.Service.Database)).Wrong(HostileWalk.Seed, Rounds));
    }

    [Fact]
    public async Task Every_operation_refuses_an_unknown_parameter_and_names_the_known_ones()
    {
        var document = await ApiDocument.Read(marketing.Service.Http, Document);
        None(await new MannersWalk(document, marketing.Service.Http).TakeUnknownParameters());
    }

    [Fact]
    public async Task Every_GET_answers_HEAD_alike_without_a_body()
    {
        var document = await ApiDocument.Read(marketing.Service.Http, Document);
        None(await new MannersWalk(document, marketing.Service.Http).HaveNoHead());
    }

    private static void None(IReadOnlyList<string> wrong) =>
        Assert.True(wrong.Count == 0, $"{wrong.Count} times:\n{string.Join('\n', wrong)}");

    public sealed class LoneMarketing : IAsyncLifetime
    {
        private ServiceUnderTest<Program, MarketingDb>? service;

        internal ServiceUnderTest<Program, MarketingDb> Service =>
            service ?? throw new InvalidOperationException("Marketing did not start.");

        public async ValueTask InitializeAsync() => service = await ServiceUnderTest<Program, MarketingDb>.Start("marketing");

        public ValueTask DisposeAsync() => service?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}
