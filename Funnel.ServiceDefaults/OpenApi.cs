using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Funnel.ServiceDefaults;

/// <summary>Each service's OpenAPI 3.1 document, below its own public path so that the gateway can pass it on.</summary>
public static class OpenApi
{
    /// <summary>Call it in <c>AddOpenApi</c> of each Program: the docstrings come in only where the call itself stands.</summary>
    public static void Describe(this OpenApiOptions options, string title)
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = title;
            // Callers reach the service through the gateway, wherever that is.
            document.Servers = [new OpenApiServer { Url = "/" }];
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer((schema, context, _) =>
        {
            // Our converters are stricter than the framework's, and hide from it what they read.
            var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
            if (type == typeof(string) || type == typeof(DateTimeOffset))
            {
                var isNullable = type != context.JsonTypeInfo.Type || schema.Type?.HasFlag(JsonSchemaType.Null) == true;
                schema.Type = isNullable ? JsonSchemaType.String | JsonSchemaType.Null : JsonSchemaType.String;
                schema.Format = type == typeof(DateTimeOffset) ? "date-time" : schema.Format;
            }

            return Task.CompletedTask;
        });
    }

    public static void MapFunnelOpenApi(this WebApplication app, string service) =>
        app.MapOpenApi($"/api/{service}/openapi/{{documentName}}.json").AllowAnonymous();
}
