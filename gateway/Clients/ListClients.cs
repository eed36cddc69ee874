using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Funnel.Gateway.Identity;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Gateway.Clients;

/// <summary>An API client.</summary>
/// <param name="ClientId">With which it asks for tokens.</param>
/// <param name="ExpiresAt">From when on it gets no token.</param>
/// <param name="RevokedAt">Since when it gets no token.</param>
/// <param name="IsBuiltIn">Every installation has it; its secret is a setting, and it cannot be revoked.</param>
public sealed record ClientResponse(
    Guid Id, string ClientId, string? Name, IReadOnlyList<string> Scopes, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? RevokedAt, bool IsBuiltIn)
{
    internal static ClientResponse Of(ApiClient client) =>
        new(client.Id, client.ClientId!, client.DisplayName, ClientScopes.Of(client), client.CreatedAt, client.ExpiresAt, client.RevokedAt, client.IsBuiltIn);
}

internal static class ListClients
{
    public static async Task<Ok<Page<ClientResponse>>> Handle(
        IdentityDb db, CancellationToken cancellation,
        [Description("The last page's `next`.")] Guid? after = null,
        [Range(1, Page<ClientResponse>.LargestLimit)] int limit = Page<ClientResponse>.DefaultLimit)
    {
        var clients = await db.Clients.AsNoTracking().Where(client => after == null || client.Id < after)
            .OrderByDescending(client => client.Id).Take(limit + 1).ToListAsync(cancellation);
        return TypedResults.Ok(Page.Of(clients.ConvertAll(ClientResponse.Of), limit, client => client.Id));
    }

    public static async Task<Results<Ok<ClientResponse>, ProblemHttpResult>> Show(Guid id, IdentityDb db, CancellationToken cancellation) =>
        await db.Clients.AsNoTracking().FirstOrDefaultAsync(client => client.Id == id, cancellation) is { } client
            ? TypedResults.Ok(ClientResponse.Of(client))
            : ClientsEndpoints.NotFound.ToProblem();
}
