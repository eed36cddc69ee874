using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Funnel.ServiceDefaults;

/// <summary>Each service's OpenAPI 3.1 document, below its own public path so that the gateway can pass it on.</summary>
public static class OpenApi
{
    internal static void AddFunnelOpenApi(this IServiceCollection services, string title) =>
        services.AddOpenApi(options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            options.AddDocumentTransformer((document, _, _) =>
            {
                document.Info.Title = title;
                // Callers reach the service through the gateway, wherever that is.
                document.Servers = [new OpenApiServer { Url = "/" }];
                return Task.CompletedTask;
            });
        });

    public static void MapFunnelOpenApi(this WebApplication app, string service) =>
        app.MapOpenApi($"/api/{service}/openapi/{{documentName}}.json");
}
