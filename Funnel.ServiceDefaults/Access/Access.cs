using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace Funnel.ServiceDefaults;

/// <summary>
/// Access by permission. Each endpoint names the permission that it needs; an endpoint without one is denied to every caller.
/// People carry roles, which grant permissions; API clients carry permissions, as OAuth scopes.
/// </summary>
public static class Access
{
    /// <summary>The permissions that every service knows; each service adds its own.</summary>
    public const string Events = "events.read", Operations = "operations", Administration = "administration";

    /// <summary>Personal fields in events. Without it, a reader of the journal or of a dead letter does not see them.</summary>
    public const string PersonalFields = "events.personal";

    /// <summary>The claim of a permission that a role grants, and its issuer: no token can contain a claim of this issuer.</summary>
    internal const string PermissionClaim = "permission", PermissionIssuer = "roles of the service";

    /// <summary>Accepts the tokens of the configured OIDC provider, or else of the gateway.</summary>
    /// <param name="builder">The service.</param>
    /// <param name="grants">The permissions that the service adds, by role.</param>
    public static WebApplicationBuilder AddAccess(this WebApplicationBuilder builder, IReadOnlyDictionary<string, string[]>? grants)
    {
        var rules = AccessRules.With(grants);
        builder.AddOptionsFrom<AuthenticationOptions>("Authentication");
        builder.Services.PostConfigure<AuthenticationOptions>(ours => ours.Authority ??= builder.ServiceAddress("gateway"));
        builder.Services.AddSingleton(rules);
        builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer();
        builder.Services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme)
            .Configure<IOptions<AuthenticationOptions>, TimeProvider>((bearer, settings, clock) =>
                Configure(bearer, settings.Value, rules, clock));
        builder.Services.AddAuthorizationBuilder().SetFallbackPolicy(
            new AuthorizationPolicyBuilder().RequireAuthenticatedUser().AddRequirements(new PermissionRequirement()).Build());
        builder.Services.AddSingleton<IAuthorizationHandler, PermissionHandler>();
        builder.Services.AddSingleton<IAuthorizationMiddlewareResultHandler, AccessProblems>();
        return builder;
    }

    /// <summary>Reading needs <c>AREA.read</c>, every other method <c>AREA.write</c>.</summary>
    public static TBuilder RequirePermissions<TBuilder>(this TBuilder endpoints, string area) where TBuilder : IEndpointConventionBuilder
    {
        endpoints.Add(endpoint =>
        {
            var isRead = endpoint.Metadata.OfType<HttpMethodMetadata>().All(methods => methods.HttpMethods.All(HttpMethods.IsGet));
            endpoint.Metadata.Add(new PermissionMetadata($"{area}.{(isRead ? "read" : "write")}"));
        });
        return endpoints;
    }

    /// <summary>The endpoint needs this permission. If several are named, the innermost one counts.</summary>
    public static TBuilder RequirePermission<TBuilder>(this TBuilder endpoints, string permission)
        where TBuilder : IEndpointConventionBuilder =>
        endpoints.WithMetadata(new PermissionMetadata(permission));

    /// <summary>Whether the caller has the permission, by a scope or by a role.</summary>
    public static bool May(this ClaimsPrincipal caller, string permission) =>
        caller.HasClaim(claim => claim.Type == PermissionClaim && claim.Issuer == PermissionIssuer && claim.Value == permission)
        || caller.FindAll("scope").Any(scopes => scopes.Value.Split(' ').Contains(permission));

    private static void Configure(JwtBearerOptions bearer, AuthenticationOptions ours, AccessRules rules, TimeProvider clock)
    {
        bearer.Authority = ours.Authority!.ToString();
        bearer.RequireHttpsMetadata = ours.Authority.Scheme == Uri.UriSchemeHttps;
        bearer.MapInboundClaims = false;
        bearer.RefreshInterval = TimeSpan.FromSeconds(10); // an unknown key may be a rotated one
        bearer.TokenHandlers.Clear();
        bearer.TokenHandlers.Add(new CachedTokenHandler(clock, bearer.RefreshInterval, rules));
        bearer.TokenValidationParameters = new()
        {
            ValidAudience = ours.Audience,
            ValidIssuer = ours.Issuer,
            ValidTypes = ours.TokenTypes,
            ValidAlgorithms = [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.EcdsaSha256],
            ClockSkew = TimeSpan.FromSeconds(30),
            NameClaimType = "name",
            RoleClaimType = ours.RoleClaim,
        };
        bearer.Events = new() { OnAuthenticationFailed = AccessProblems.Remember };
    }
}
