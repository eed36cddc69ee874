using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Funnel.ServiceDefaults;

/// <summary>The permission that an endpoint needs.</summary>
public sealed record PermissionMetadata(string Name);

internal sealed class PermissionRequirement : IAuthorizationRequirement;

internal sealed class PermissionHandler : AuthorizationHandler<PermissionRequirement>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, PermissionRequirement requirement)
    {
        // A signed-in caller may learn that there is no such route, or that it does not take the method.
        if (context.Resource is HttpContext http && (http.GetEndpoint() is not RouteEndpoint endpoint
            || (endpoint.Metadata.GetMetadata<PermissionMetadata>() is { } needed && context.User.May(needed.Name))))
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }
}
