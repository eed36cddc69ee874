using Funnel.Gateway.Clients;
using Microsoft.Extensions.Options;
using OpenIddict.Abstractions;
using OpenIddict.Core;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Funnel.Gateway.Identity;

/// <summary>
/// Gives an unknown client, a wrong secret and a revoked client the same answer after about the same work. So an answer does not reveal
/// which clients exist.
/// </summary>
internal sealed class ClientErrors(
    OpenIddictApplicationManager<ApiClient> clients, SecurityEvents events, IOptions<IdentityOptions> options)
    : IOpenIddictServerHandler<ApplyTokenResponseContext>, IOpenIddictServerHandler<ApplyRevocationResponseContext>
{
    public const string Description = "The client does not exist, its secret is wrong, or it is revoked or has expired.";

    public ValueTask HandleAsync(ApplyTokenResponseContext context) =>
        Unify(context.Request, context.Response, context.CancellationToken);

    public ValueTask HandleAsync(ApplyRevocationResponseContext context) =>
        Unify(context.Request, context.Response, context.CancellationToken);

    private async ValueTask Unify(OpenIddictRequest? request, OpenIddictResponse response, CancellationToken cancellation)
    {
        if (response.Error != Errors.InvalidClient)
        {
            return;
        }

        await events.ClientRefused(
            request?.ClientId is { } tried ? await clients.FindByClientIdAsync(tried, cancellation) : null, cancellation);
        response.ErrorDescription = Description;
        response.ErrorUri = null;
        // OpenIddict hashes no secret for an unknown client. Hashing it for a known client takes as long as a wrong secret.
        if (request is { ClientId: { } id, ClientSecret: { } secret } && await clients.FindByClientIdAsync(id, cancellation) is null
            && options.Value.Clients.Keys.FirstOrDefault() is { } known
            && await clients.FindByClientIdAsync(known, cancellation) is { } client)
        {
            await clients.ValidateClientSecretAsync(client, secret, cancellation);
        }
    }
}
