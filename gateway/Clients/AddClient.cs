using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using System.Security.Cryptography;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.Core;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Funnel.Gateway.Clients;

/// <summary>A new API client: a program that calls the API.</summary>
public sealed record AddClientRequest
{
    public const int MostScopes = 20;

    /// <summary>A name for the list of clients.</summary>
    [Required, StringLength(ApiClient.LongestName)]
    public required string Name { get; init; }

    /// <summary>The permissions of the client, such as <c>marketing.write</c>. Each operation names the permission that it needs.</summary>
    [Required, MinLength(1), MaxLength(MostScopes)]
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>At this time all tokens of the client end and it gets no new ones. Default: the client does not expire.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <param name="ClientId">The client id for token requests.</param>
/// <param name="ClientSecret">The client secret for token requests. Only this response shows it.</param>
public sealed record AddClientResponse(Guid Id, string ClientId, string ClientSecret);

internal static class AddClient
{
    private const int SecretBytes = 32;

    public static async Task<Results<Created<AddClientResponse>, ProblemHttpResult>> Handle(
        AddClientRequest request, ClaimsPrincipal caller, OpenIddictApplicationManager<ApiClient> clients, TimeProvider clock,
        CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        if (ClientRefusals.CheckScopes(request.Scopes, caller).IsRefused(out var refusal))
        {
            return refusal.ToProblem();
        }

        if (request.ExpiresAt <= now)
        {
            return ClientRefusals.ExpiryPast
                .Because($"`expiresAt` is {request.ExpiresAt:O}. It must be after the current time, {now:O}.").ToProblem();
        }

        var id = Guid.CreateVersion7(now);
        var client = new ApiClient { Id = id, CreatedAt = now, ExpiresAt = request.ExpiresAt };
        var descriptor = new OpenIddictApplicationDescriptor
        {
            ClientId = id.ToString("n"),
            ClientType = ClientTypes.Confidential,
            DisplayName = request.Name.Trim(),
            Permissions = { Permissions.Endpoints.Token, Permissions.Endpoints.Revocation, Permissions.GrantTypes.ClientCredentials },
        };
        descriptor.Permissions.UnionWith(request.Scopes.Select(scope => Permissions.Prefixes.Scope + scope));
        await clients.PopulateAsync(client, descriptor, cancellation);
        var secret = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(SecretBytes));
        await clients.CreateAsync(client, secret, cancellation);
        return TypedResults.Created($"/api/identity/v1/clients/{id}", new AddClientResponse(id, client.ClientId!, secret));
    }
}
