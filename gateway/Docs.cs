using Funnel.Gateway.Identity;
using Funnel.OpenApi;
using Funnel.ServiceDefaults;
using Scalar.AspNetCore;

namespace Funnel.Gateway;

/// <summary>The API of all services on one page, to read and, signed in, to try.</summary>
internal static class Docs
{
    /// <param name="hasIdentity">Whether people sign in here, and not at another provider.</param>
    public static void MapDocs(this WebApplication app, bool hasIdentity) =>
        app.MapScalarApiReference("/docs", (docs, http) =>
        {
            docs.WithTitle("Funnel").DisableAgent().DisableMcp().DisableTelemetry().HideDeveloperTools().DisableDefaultFonts();
            foreach (var name in hasIdentity ? Services.Names.Append("identity") : Services.Names)
            {
                docs.AddDocument(name, Services.Title(name), $"/api/{name}/openapi/v1.json");
            }

            if (hasIdentity)
            {
                docs.AddPreferredSecuritySchemes(Document.SecurityScheme).AddAuthorizationCodeFlow(Document.SecurityScheme, flow => flow
                    .WithClientId(BuiltInClients.Console).WithPkce(Pkce.Sha256).WithRedirectUri($"{http.Request.Scheme}://{http.Request.Host}/docs/"));
            }

            docs.WithNonce();
            http.Response.OnStarting(() =>
            {
                http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; connect-src 'self'; img-src 'self' data:; "
                    + $"font-src 'self' data:; style-src 'self' 'unsafe-inline'; script-src 'nonce-{http.Items[ScalarOptions.NonceHttpContextItemKey]}' 'strict-dynamic'";
                return Task.CompletedTask;
            });
        }).AllowAnonymous();
}
