using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using Funnel.Gateway.Identity;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.Core;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Funnel.Gateway.Clients;

/// <summary>A program that shall call the API.</summary>
public sealed record AddClientRequest
{
    public const int MostScopes = 20;

    /// <summary>What it is, for those who read the list.</summary>
    [Required, StringLength(ApiClient.LongestName)]
    public required string Name { get; init; }

    /// <summary>What it may do, such as <c>marketing.write</c>: the permissions that the operations name.</summary>
    [Required, MinLength(1), MaxLength(MostScopes)]
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>From when on it gets no token, and those that it has end; without it, never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <param name="ClientId">With which it asks for tokens.</param>
/// <param name="ClientSecret">Shown here and never again.</param>
public sealed record AddClientResponse(Guid Id, string ClientId, string ClientSecret);

internal static class AddClient
{
    private const int SecretBytes = 32;

    public static async Task<Results<Created<AddClientResponse>, ProblemHttpResult>> Handle(
        AddClientRequest request, OpenIddictApplicationManager<ApiClient> clients, TimeProvider clock, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        if (request.Scopes.Where(scope => scope is null || !Roles.Permissions.Contains(scope)).Select(scope => scope ?? "null").FirstOrDefault() is { } unknown)
        {
            return ClientsEndpoints.ScopeUnknown.Because($"'{unknown}' is none of {string.Join(", ", Roles.Permissions)}.").ToProblem();
        }

        if (request.ExpiresAt <= now)
        {
            return ClientsEndpoints.ExpiryPast.ToProblem();
        }

        var id = Guid.CreateVersion7(now);
        var client = new ApiClient { Id = id, CreatedAt = now, ExpiresAt = request.ExpiresAt };
        var wanted = new OpenIddictApplicationDescriptor
        {
            ClientId = id.ToString("n"),
            ClientType = ClientTypes.Confidential,
            DisplayName = request.Name.Trim(),
            Permissions = { Permissions.Endpoints.Token, Permissions.GrantTypes.ClientCredentials },
        };
        wanted.Permissions.UnionWith(request.Scopes.Select(scope => Permissions.Prefixes.Scope + scope));
        await clients.PopulateAsync(client, wanted, cancellation);
        var secret = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(SecretBytes));
        await clients.CreateAsync(client, secret, cancellation);
        return TypedResults.Created($"/api/identity/v1/clients/{id}", new AddClientResponse(id, client.ClientId!, secret));
    }
}
