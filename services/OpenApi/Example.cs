using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;

namespace Funnel.OpenApi;

/// <summary>A request's example that a route gives itself, because one made from its schema would not tell what it is for.</summary>
/// <param name="Json">The body.</param>
public sealed record Example(string Json)
{
    internal JsonNode Body => JsonNode.Parse(Json)!;
}

/// <summary>What a route reads that is no JSON, and that no parameter of its handler tells.</summary>
/// <param name="Example">A small one.</param>
public sealed record FileBody(string MediaType, string Example);

/// <summary>Beside <c>WithSummary</c>.</summary>
public static class WithExamples
{
    public static RouteHandlerBuilder WithExample(this RouteHandlerBuilder route, string json) => route.WithMetadata(new Example(json));
}
