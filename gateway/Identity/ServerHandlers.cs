using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Funnel.Gateway.Identity;

/// <summary>The steps that the gateway adds to those of OpenIddict.</summary>
internal static class ServerHandlers
{
    public static void AddHandlers(this OpenIddictServerBuilder server)
    {
        server.AddEventHandler<ValidateAuthorizationRequestContext>(
            handler => handler.UseInlineHandler(RequireRedirectUri).SetOrder(int.MinValue));
        server.AddEventHandler<ValidateTokenContext>(handler => handler.UseScopedHandler<WhenTokenReused>()
            .SetOrder(OpenIddictServerHandlers.Protection.ValidateTokenEntry.Descriptor.Order - 1));
        server.AddEventHandler<HandleRevocationRequestContext>(
            handler => handler.UseScopedHandler<WhenTokenRevoked>()
                .SetOrder(OpenIddictServerHandlers.Revocation.RevokeToken.Descriptor.Order - 1));
        server.AddEventHandler<ApplyTokenResponseContext>(
            handler => handler.UseScopedHandler<ClientErrors>().SetOrder(int.MinValue));
        server.AddEventHandler<ApplyRevocationResponseContext>(
            handler => handler.UseScopedHandler<ClientErrors>().SetOrder(int.MinValue));
        server.AddEventHandler<HandleConfigurationRequestContext>(
            handler => handler.UseInlineHandler(UsePublicAddress).SetOrder(int.MinValue));
    }

    /// <summary>OAuth lets a client leave the redirect URI out. The sign-in page needs it.</summary>
    private static ValueTask RequireRedirectUri(ValidateAuthorizationRequestContext context)
    {
        if (string.IsNullOrEmpty(context.RedirectUri))
        {
            context.Reject(Errors.InvalidRequest, "The parameter 'redirect_uri' is missing.");
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Publishes the endpoints with the public address. The address of the request does not matter.</summary>
    private static ValueTask UsePublicAddress(HandleConfigurationRequestContext context)
    {
        context.BaseUri = context.Options.Issuer;
        return ValueTask.CompletedTask;
    }
}
