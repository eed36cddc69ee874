using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;

namespace Funnel.OpenApi;

/// <summary>The example of a request body, for routes whose schema alone does not make a helpful one.</summary>
/// <param name="Json">The body.</param>
public sealed record Example(string Json)
{
    internal JsonNode Body => JsonNode.Parse(Json)!;
}

/// <summary>The body of a route that streams a file instead of reading JSON.</summary>
/// <param name="MediaType">The media type of the file.</param>
/// <param name="Example">A small file.</param>
public sealed record FileBody(string MediaType, string Example);

/// <summary>Adds examples to routes, beside <c>WithSummary</c>.</summary>
public static class WithExamples
{
    public static RouteHandlerBuilder WithExample(this RouteHandlerBuilder route, string json) => route.WithMetadata(new Example(json));
}
