namespace Funnel.Gateway.Clients;

/// <summary>An API client: a program that calls the API.</summary>
/// <param name="ClientId">The client id for token requests.</param>
/// <param name="ExpiresAt">At this time all its tokens end and it gets no new ones. Null: it does not expire.</param>
/// <param name="RevokedAt">The time at which it was revoked. Null: it is not revoked.</param>
/// <param name="IsBuiltIn">True if every installation has this client. Its secret is a setting, and it cannot be revoked.</param>
public sealed record ClientResponse(
    Guid Id, string ClientId, string? Name, IReadOnlyList<string> Scopes,
    DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? RevokedAt, bool IsBuiltIn)
{
    internal static ClientResponse Of(ApiClient client) => new(
        client.Id, client.ClientId!, client.DisplayName, ClientScopes.Of(client),
        client.CreatedAt, client.ExpiresAt, client.RevokedAt, client.IsBuiltIn);
}
