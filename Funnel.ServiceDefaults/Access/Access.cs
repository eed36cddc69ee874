using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace Funnel.ServiceDefaults;

/// <summary>
/// Who may do what. An endpoint names the permission that it needs, and one that names none is denied to everybody.
/// People carry roles, which grant permissions; API clients carry permissions, as OAuth scopes.
/// </summary>
public static class Access
{
    public const string Events = "events.read", Operations = "operations", Administration = "administration", SalesManagement = "sales.manage", DealInsights = "insights.deals";

    /// <summary>What each role may do.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> Roles = new Dictionary<string, string[]>
    {
        ["marketing"] = ["marketing.read", "marketing.write", "insights.read"],
        ["sales"] = ["sales.read", "sales.write", "insights.read"],
        ["sales-manager"] = ["sales.read", "sales.write", SalesManagement, "insights.read"],
        ["analyst"] = ["insights.read", DealInsights],
        ["operator"] = [Operations, Events],
        ["integrator"] = [Events],
        ["administrator"] = ["marketing.read", "marketing.write", "sales.read", "sales.write", SalesManagement, "insights.read", DealInsights, Events, Operations, Administration],
    };

    public static readonly IReadOnlyList<string> Permissions = Roles["administrator"];

    /// <summary>Tokens of any OIDC provider; without a setting, of the gateway.</summary>
    public static WebApplicationBuilder AddAccess(this WebApplicationBuilder builder)
    {
        builder.AddOptionsFrom<AuthenticationOptions>("Authentication");
        builder.Services.PostConfigure<AuthenticationOptions>(ours => ours.Authority ??= builder.ServiceAddress("gateway"));
        builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer();
        builder.Services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme).Configure<IOptions<AuthenticationOptions>, TimeProvider>((bearer, settings, clock) =>
        {
            var ours = settings.Value;
            bearer.Authority = ours.Authority!.ToString();
            bearer.RequireHttpsMetadata = ours.Authority.Scheme == Uri.UriSchemeHttps;
            bearer.MapInboundClaims = false;
            bearer.RefreshInterval = TimeSpan.FromSeconds(10); // an unknown key may be a rotated one
            bearer.TokenHandlers.Clear();
            bearer.TokenHandlers.Add(new CachedTokenHandler(clock, bearer.RefreshInterval));
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
            bearer.Events = new() { OnAuthenticationFailed = Explain };
        });
        builder.Services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().AddRequirements(new PermissionRequirement()).Build());
        builder.Services.AddSingleton<IAuthorizationHandler, PermissionHandler>();
        builder.Services.AddSingleton<IAuthorizationMiddlewareResultHandler, AccessProblems>();
        return builder;
    }

    /// <summary>Reading needs <c>AREA.read</c>, all else <c>AREA.write</c>.</summary>
    public static TBuilder RequirePermissions<TBuilder>(this TBuilder endpoints, string area) where TBuilder : IEndpointConventionBuilder
    {
        endpoints.Add(endpoint => endpoint.Metadata.Add(new PermissionMetadata(
            $"{area}.{(endpoint.Metadata.OfType<HttpMethodMetadata>().All(verbs => verbs.HttpMethods.All(HttpMethods.IsGet)) ? "read" : "write")}")));
        return endpoints;
    }

    /// <summary>The innermost permission counts.</summary>
    public static TBuilder RequirePermission<TBuilder>(this TBuilder endpoints, string permission) where TBuilder : IEndpointConventionBuilder =>
        endpoints.WithMetadata(new PermissionMetadata(permission));

    public static bool May(this ClaimsPrincipal caller, string permission) =>
        caller.FindAll("scope").Any(scopes => scopes.Value.Split(' ').Contains(permission))
        || caller.Claims.Any(claim => claim.Type == ((ClaimsIdentity)caller.Identity!).RoleClaimType
            && Roles.TryGetValue(claim.Value, out var granted) && granted.Contains(permission));

    /// <summary>A provider that does not answer is not the caller's fault.</summary>
    private static Task Explain(AuthenticationFailedContext failed)
    {
        if (failed.Exception is not (SecurityTokenException or ArgumentException))
        {
            failed.HttpContext.Items[typeof(AccessProblems)] = failed.Exception;
        }

        failed.Fail(failed.Exception);
        return Task.CompletedTask;
    }
}

/// <summary>Whose tokens are taken.</summary>
public sealed class AuthenticationOptions
{
    /// <summary>The OIDC provider; the gateway where none is set.</summary>
    public Uri? Authority { get; set; }

    /// <summary>As it stands in the tokens; as the provider says of itself where none is set.</summary>
    public string? Issuer { get; set; }

    [Required]
    public string Audience { get; set; } = "funnel";

    [Required]
    public string RoleClaim { get; set; } = "role";

    /// <summary>What the provider writes into <c>typ</c> of an access token.</summary>
    [MinLength(1)]
    public string[] TokenTypes { get; set; } = ["at+jwt"];

    /// <summary>With which a service gets a token of its own, to call another one.</summary>
    public string? ClientSecret { get; set; }
}

/// <summary>The permission that an endpoint needs.</summary>
public sealed record PermissionMetadata(string Name);

internal sealed class PermissionRequirement : IAuthorizationRequirement;

internal sealed class PermissionHandler : AuthorizationHandler<PermissionRequirement>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, PermissionRequirement requirement)
    {
        // No route, or none by this method: that may be known to whoever is signed in.
        if (context.Resource is HttpContext http && (http.GetEndpoint() is not RouteEndpoint endpoint
            || endpoint.Metadata.GetMetadata<PermissionMetadata>() is { } needed && context.User.May(needed.Name)))
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }
}

internal sealed class AccessProblems : IAuthorizationMiddlewareResultHandler
{
    private static readonly Refusal ProviderAway = new("identity-unavailable", 503, "Tokens cannot be checked now; try again.");
    private readonly AuthorizationMiddlewareResultHandler permitted = new();

    public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Succeeded)
        {
            return permitted.HandleAsync(next, context, policy, authorizeResult);
        }

        if (context.Items.ContainsKey(typeof(AccessProblems)))
        {
            context.Response.Headers.RetryAfter = "1";
            return ProviderAway.ToProblem().ExecuteAsync(context);
        }

        if (authorizeResult.Challenged)
        {
            context.Response.Headers.WWWAuthenticate = context.Request.Headers.Authorization.Count == 0 ? "Bearer" : "Bearer error=\"invalid_token\"";
            return HttpRefusals.Unauthenticated.ToProblem().ExecuteAsync(context);
        }

        var needed = context.GetEndpoint()?.Metadata.GetMetadata<PermissionMetadata>();
        return (needed is null ? HttpRefusals.Forbidden : HttpRefusals.Forbidden.Because($"It needs the permission {needed.Name}.")).ToProblem().ExecuteAsync(context);
    }
}
