using System.Reflection;
using System.Text.Json.Nodes;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Funnel.OpenApi;

/// <summary>Which problems an operation can answer with: those of the shared plumbing by what its route is, its own by what its code names.</summary>
internal static class Problems
{
    public const string Schema = "Problem";

    public static void Describe(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var refusals = new HashSet<Refusal>(metadata.OfType<MethodInfo>().SelectMany(Reachable.Of));
        if (metadata.OfType<PermissionMetadata>().LastOrDefault() is { } needed)
        {
            operation.Security = [new() { [new OpenApiSecuritySchemeReference(Document.SecurityScheme, context.Document)] = [needed.Name] }];
            refusals.UnionWith([HttpRefusals.Unauthenticated, HttpRefusals.Forbidden]);
        }

        if (operation.RequestBody is not null)
        {
            refusals.UnionWith([HttpRefusals.MalformedRequest, HttpRefusals.ValidationFailed, HttpRefusals.TooLarge, HttpRefusals.UnsupportedMediaType]);
        }
        else if (operation.Parameters is { Count: > 0 })
        {
            refusals.UnionWith([HttpRefusals.MalformedRequest, HttpRefusals.ValidationFailed]);
        }

        if (!HttpMethods.IsGet(context.Description.HttpMethod!))
        {
            refusals.UnionWith(metadata.OfType<Refusal>());
        }

        operation.Responses ??= [];
        foreach (var status in refusals.GroupBy(refusal => refusal.Status).OrderBy(status => status.Key))
        {
            operation.Responses[$"{status.Key}"] = new OpenApiResponse
            {
                Description = string.Join(" ", status.OrderBy(refusal => refusal.Code, StringComparer.Ordinal).Select(refusal => $"`{refusal.Code}`: {refusal.Title}").Distinct()),
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    ["application/problem+json"] = new() { Schema = new OpenApiSchemaReference(Schema, context.Document), Example = Example(status.First()) },
                },
            };
        }
    }

    /// <summary>RFC 9457, with a code.</summary>
    public static OpenApiSchema Shape() => new()
    {
        Type = JsonSchemaType.Object,
        Description = "A problem document (RFC 9457). What its code means stands in the table of problems.",
        Required = new HashSet<string> { "type", "title", "status", "code" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["type"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "`urn:funnel:problem:` and the code." },
            ["title"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "The same for every occurrence of the code." },
            ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Description = "The HTTP status." },
            ["detail"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "What is particular to this one, for a person to read." },
            ["code"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "Stable, for a program to read." },
            ["errors"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Description = "What is wrong with each field, by its name in the request.",
                AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.String } },
            },
        },
    };

    private static JsonObject Example(Refusal refusal) =>
        new() { ["type"] = Refusal.TypeOf(refusal.Code), ["title"] = refusal.Title, ["status"] = refusal.Status, ["code"] = refusal.Code };
}
