using System.Text.Json;
using System.Text.Json.Nodes;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Funnel.OpenApi;

/// <summary>The OpenAPI 3.1 document of each service, below the public path of the service, so that the gateway can forward it.</summary>
public static class Document
{
    /// <summary>The name of the security scheme in the documents.</summary>
    public const string SecurityScheme = "funnel";

    /// <summary>The version of Funnel, from <c>Directory.Build.props</c>.</summary>
    private static readonly string Version = typeof(Document).Assembly.GetName().Version!.ToString(fieldCount: 3);

    /// <summary>Call it in <c>AddOpenApi</c> of each Program: the framework adds docstrings only to the project with that call.</summary>
    public static void Describe(this OpenApiOptions options, string title)
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.AddOperationTransformer(static (operation, context, _) =>
        {
            Words.Describe(operation, context.Description);
            Problems.Describe(operation, context);
            if (context.Description.ActionDescriptor.EndpointMetadata.OfType<Example>().LastOrDefault() is { } example)
            {
                operation.RequestBody!.Content!.Values.First().Example = example.Body;
            }

            if (context.Description.ActionDescriptor.EndpointMetadata.OfType<FileBody>().LastOrDefault() is { } file)
            {
                operation.RequestBody =
                    new OpenApiRequestBody { Required = true,
                        Content =
                            new Dictionary<string, OpenApiMediaType> { [file.MediaType] =
                                new() { Schema = new OpenApiSchema { Type = JsonSchemaType.String }, Example = file.Example } } };
            }

            return Task.CompletedTask;
        });
        options.AddSchemaTransformer(static (schema, context, _) =>
        {
            // Our converters hide from the framework which JSON types they read.
            var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
            if (type == typeof(string) || type == typeof(DateTimeOffset) || type == typeof(DateOnly))
            {
                var isNullable = type != context.JsonTypeInfo.Type || schema.Type?.HasFlag(JsonSchemaType.Null) == true;
                schema.Type = isNullable ? JsonSchemaType.String | JsonSchemaType.Null : JsonSchemaType.String;
                schema.Format = type == typeof(DateTimeOffset) ? "date-time" : type == typeof(DateOnly) ? "date" : schema.Format;
            }
            else if (context.JsonTypeInfo.ElementType == typeof(string) && schema.Type?.HasFlag(JsonSchemaType.Array) == true)
            {
                schema.Items ??= new OpenApiSchema { Type = JsonSchemaType.String };
            }

            if (context.ParameterDescription?.ParameterDescriptor?.ParameterType is { IsGenericType: true } declared
                && (Nullable.GetUnderlyingType(declared) ?? declared) is { IsGenericType: true } parsed
                && parsed.GetGenericArguments() is [{ IsEnum: true } choices])
            {
                // One of our types reads the enum from text.
                schema.Enum = [.. Enum.GetNames(choices).Select(name => (JsonNode)JsonNamingPolicy.CamelCase.ConvertName(name))];
            }

            return Task.CompletedTask;
        });
        options.AddDocumentTransformer((document, context, _) =>
        {
            document.Info.Title = title;
            document.Info.Version = Version;
            document.Components ??= new();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                [SecurityScheme] = Provider(
                    context.ApplicationServices.GetRequiredService<IConfiguration>()["Authentication:Authority"],
                    context.ApplicationServices.GetRequiredService<AccessRules>().Permissions),
            };
            document.AddComponent(Problems.Schema, Problems.Shape());
            // Callers reach the service through the gateway, at any address.
            document.Servers = [new OpenApiServer { Url = "/" }];
            Examples.Give(document);
            return Task.CompletedTask;
        });
    }

    public static void MapFunnelOpenApi(this WebApplication app, string service) =>
        app.MapOpenApi($"/api/{service}/openapi/{{documentName}}.json").AllowAnonymous();

    /// <param name="authority">The identity provider, if it is not the gateway.</param>
    /// <param name="permissions">The permissions that the service knows.</param>
    private static OpenApiSecurityScheme Provider(string? authority, IReadOnlyList<string> permissions)
    {
        if (authority is not null)
        {
            return new() { Type = SecuritySchemeType.OpenIdConnect,
                OpenIdConnectUrl = new(new Uri(authority), ".well-known/openid-configuration") };
        }

        var (signIn, token) = (new Uri("/connect/authorize", UriKind.Relative), new Uri("/connect/token", UriKind.Relative));
        return new()
        {
            Type = SecuritySchemeType.OAuth2,
            Description =
                "People sign in (authorization code with PKCE); their roles grant permissions. API clients (client credentials) get "
                    + "permissions as scopes.",
            Flows = new()
            {
                AuthorizationCode =
                    new() { AuthorizationUrl = signIn, TokenUrl = token, RefreshUrl = token,
                        Scopes = new Dictionary<string, string> { ["profile"] = "The name of the person." } },
                ClientCredentials =
                    new() { TokenUrl = token,
                        Scopes =
                            permissions.ToDictionary(permission => permission,
                                permission => $"The operations that need the permission `{permission}`.") },
            },
        };
    }
}
