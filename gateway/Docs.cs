using Funnel.Gateway.Identity;
using Funnel.OpenApi;
using Funnel.ServiceDefaults;
using Microsoft.Extensions.Options;
using Scalar.AspNetCore;

namespace Funnel.Gateway;

/// <summary>The documentation page: the API of all services. A signed-in user can try each operation.</summary>
internal static class Docs
{
    /// <param name="hasIdentityServer">False if an external identity provider signs users in.</param>
    public static void MapDocs(this WebApplication app, bool hasIdentityServer) =>
        app.MapScalarApiReference("/docs", (docs, http) =>
        {
            docs.WithTitle("Funnel").DisableAgent().DisableMcp().DisableTelemetry().HideDeveloperTools().DisableDefaultFonts();
            foreach (var name in hasIdentityServer ? ServiceRoutes.ServiceNames.Append("identity") : ServiceRoutes.ServiceNames)
            {
                docs.AddDocument(name, ServiceRoutes.Title(name), $"/api/{name}/openapi/v1.json");
            }

            if (hasIdentityServer)
            {
                var address = new Uri(http.RequestServices.GetRequiredService<IOptions<IdentityOptions>>().Value.Issuer!, "docs/");
                docs.AddPreferredSecuritySchemes(Document.SecurityScheme).AddAuthorizationCodeFlow(Document.SecurityScheme, flow => flow
                    .WithClientId(BuiltInClients.Console).WithPkce(Pkce.Sha256)
                    .WithRedirectUri(address.ToString()));
            }

            docs.WithNonce();
            http.Response.OnStarting(() =>
            {
                http.Response.Headers.ContentSecurityPolicy =
                    "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; connect-src 'self'; img-src 'self' data:; "
                    + "font-src 'self' data:; style-src 'self' 'unsafe-inline'; "
                    + $"script-src 'nonce-{http.Items[ScalarOptions.NonceHttpContextItemKey]}' 'strict-dynamic'";
                return Task.CompletedTask;
            });
        }).AllowAnonymous();
}
