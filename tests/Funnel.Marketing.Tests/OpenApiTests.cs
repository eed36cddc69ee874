using Funnel.Testing;

namespace Funnel.Marketing.Tests;

/// <summary>What the API says of itself holds: on a service of its own, since every operation is called with whatever there is.</summary>
public sealed class OpenApiTests(OpenApiTests.LoneMarketing marketing) : IClassFixture<OpenApiTests.LoneMarketing>
{
    private const string Document = "/api/marketing/openapi/v1.json";
    private const int Rounds = 20;

    [Fact]
    public async Task Every_operation_has_words_and_examples_that_fit_and_are_understood()
    {
        var document = await ApiDocument.Read(marketing.Service.Http, Document);
        Assert.NotEmpty(document.Operations);
        var walk = new ExampleWalk(document, marketing.Service.Http);
        None(walk.Lacking());
        None(await walk.NotTaken());
    }

    [Fact]
    public async Task Whatever_is_thrown_at_an_operation_is_answered_by_a_code_and_writes_nothing_where_it_is_refused()
    {
        var document = await ApiDocument.Read(marketing.Service.Http, Document);
        None(await new HostileWalk(document, marketing.Service.Http, new(marketing.Service.Database)).Wrong(HostileWalk.Seed, Rounds));
    }

    private static void None(IReadOnlyList<string> wrong) => Assert.True(wrong.Count == 0, $"{wrong.Count} times:\n{string.Join('\n', wrong)}");

    public sealed class LoneMarketing : IAsyncLifetime
    {
        private ServiceUnderTest<Program, MarketingDb>? service;

        internal ServiceUnderTest<Program, MarketingDb> Service => service ?? throw new InvalidOperationException("Marketing did not start.");

        public async ValueTask InitializeAsync() => service = await ServiceUnderTest<Program, MarketingDb>.Start("marketing");

        public ValueTask DisposeAsync() => service?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}
