using System.Net;
using System.Net.Http.Headers;

namespace Funnel.Messaging.Tests;

/// <summary>The response has the entity tag of the shown entity, even if the handler has loaded other entities.</summary>
public sealed class EntityTagsTests(CounterServiceFixture fixture) : IClassFixture<CounterServiceFixture>
{
    private readonly CounterService service = fixture.Service;

    [Fact]
    public async Task A_handler_that_loads_two_entities_answers_with_the_tag_of_the_named_one()
    {
        var (first, second) = (await service.Lead(), await service.Lead());
        using (var changed = await service.Http.PostAsync($"{CounterEndpoints.Path}/{first}/increase-beside/{second}", null))
        {
            Assert.Equal((HttpStatusCode.OK, "\"1\""), (changed.StatusCode, changed.Headers.ETag?.Tag));
        }

        using var shown = await service.Http.GetAsync($"{CounterEndpoints.Path}/{second}/beside/{first}");
        Assert.Equal(HttpStatusCode.OK, shown.StatusCode);
        Assert.StartsWith("\"2-", shown.Headers.ETag?.Tag, StringComparison.Ordinal);
    }

    [Fact]
    public async Task If_match_compares_the_version_of_the_named_entity()
    {
        var (first, second) = (await service.Lead(), await service.Lead());
        Assert.Equal(HttpStatusCode.OK, await IncreaseIfMatch(first, second, "\"0\""));
        Assert.Equal(HttpStatusCode.PreconditionFailed, await IncreaseIfMatch(first, second, "\"2\""));
        Assert.Equal(HttpStatusCode.OK, await IncreaseIfMatch(second, first, "\"2\""));
    }

    private async Task<HttpStatusCode> IncreaseIfMatch(Guid first, Guid second, string tag)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{CounterEndpoints.Path}/{first}/increase-beside/{second}")
        {
            Headers = { IfMatch = { EntityTagHeaderValue.Parse(tag) } },
        };
        using var response = await service.Http.SendAsync(request);
        return response.StatusCode;
    }
}
