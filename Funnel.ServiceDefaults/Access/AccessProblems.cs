using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.Tokens;

namespace Funnel.ServiceDefaults;

/// <summary>Answers a denied request with a problem document.</summary>
internal sealed class AccessProblems : IAuthorizationMiddlewareResultHandler
{
    private static readonly Refusal ProviderAway =
        new("identity-unavailable", 503, "The identity provider does not answer. Try again later.");
    private readonly AuthorizationMiddlewareResultHandler permitted = new();

    /// <summary>Notes that the provider did not answer: that is not the caller's fault, so the answer is 503 instead of 401.</summary>
    public static Task Remember(AuthenticationFailedContext failed)
    {
        if (failed.Exception is not (SecurityTokenException or ArgumentException))
        {
            failed.HttpContext.Items[typeof(AccessProblems)] = failed.Exception;
        }

        failed.Fail(failed.Exception);
        return Task.CompletedTask;
    }

    public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy,
        PolicyAuthorizationResult authorizeResult)
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
            context.Response.Headers.WWWAuthenticate =
                context.Request.Headers.Authorization.Count == 0 ? "Bearer" : "Bearer error=\"invalid_token\"";
            return HttpRefusals.Unauthenticated.ToProblem().ExecuteAsync(context);
        }

        var needed = context.GetEndpoint()?.Metadata.GetMetadata<PermissionMetadata>();
        return (needed is null
            ? HttpRefusals.Forbidden
            : HttpRefusals.Forbidden.Because($"The operation needs the permission '{needed.Name}'."))
            .ToProblem().ExecuteAsync(context);
    }
}
