using System.Reflection;
using System.Text.Json.Nodes;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Funnel.OpenApi;

/// <summary>
/// Adds the problems that an operation can answer with: those of HTTP and access, and those of its handler (<see
/// cref="RefusalTable"/>).
/// </summary>
internal static class Problems
{
    public const string Schema = "Problem";

    public static void Describe(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var refusals = new HashSet<Refusal>(metadata.OfType<MethodInfo>().SelectMany(RefusalTable.Of));
        if (metadata.OfType<PermissionMetadata>().LastOrDefault() is { } needed)
        {
            operation.Security =
                [new() { [new OpenApiSecuritySchemeReference(Document.SecurityScheme, context.Document)] = [needed.Name] }];
            refusals.UnionWith([HttpRefusals.Unauthenticated, HttpRefusals.Forbidden]);
        }

        if (operation.RequestBody is not null)
        {
            refusals.UnionWith(
                [HttpRefusals.MalformedRequest, HttpRefusals.ValidationFailed, HttpRefusals.TooLarge, HttpRefusals.UnsupportedMediaType]);
        }
        else if (operation.Parameters is { Count: > 0 })
        {
            refusals.UnionWith([HttpRefusals.MalformedRequest, HttpRefusals.ValidationFailed]);
        }

        if (!metadata.OfType<UnknownParametersAllowed>().Any())
        {
            refusals.Add(HttpRefusals.ParameterUnknown);
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
                Description =
                    string.Join(" ",
                        status.OrderBy(refusal => refusal.Code, StringComparer.Ordinal)
                            .Select(refusal => $"`{refusal.Code}`: {refusal.Title}").Distinct()),
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    ["application/problem+json"] =
                        new() { Schema = new OpenApiSchemaReference(Schema, context.Document), Example = Example(status.First()) },
                },
            };
        }
    }

    /// <summary>The schema of a problem document (RFC 9457) with its code.</summary>
    public static OpenApiSchema Shape() => new()
    {
        Type = JsonSchemaType.Object,
        Description = "A problem document (RFC 9457).",
        Required = new HashSet<string> { "type", "title", "status", "code" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["type"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "`urn:funnel:problem:` followed by the code." },
            ["title"] =
                new OpenApiSchema { Type = JsonSchemaType.String,
                    Description = "Says what is wrong. It is the same for every occurrence of the code." },
            ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Description = "The HTTP status." },
            ["detail"] =
                new OpenApiSchema { Type = JsonSchemaType.String,
                    Description = "Says which value is wrong and what is accepted, for a person to read." },
            ["code"] =
                new OpenApiSchema { Type = JsonSchemaType.String, Description = "The stable code of the problem, for a program to read." },
            ["errors"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Description = "The errors of each field, by the name of the field in the request.",
                AdditionalProperties =
                    new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.String } },
            },
        },
    };

    private static JsonObject Example(Refusal refusal) =>
        new() { ["type"] = Refusal.TypeOf(refusal.Code), ["title"] = refusal.Title, ["status"] = refusal.Status, ["code"] = refusal.Code };
}
