using Funnel.ServiceDefaults;

namespace Funnel.Gateway.Clients;

internal static class ClientsEndpoints
{
    public static void MapClients(this WebApplication app)
    {
        var clients = app.MapGroup("/api/identity/v1/clients").WithTags("API clients").RequirePermission(Access.Administration);
        clients.MapPost("/", AddClient.Handle).WithSummary("Adds an API client with its scopes and an optional expiry time");
        clients.MapGet("/", ListClients.Handle).WithSummary("Lists the API clients, newest first");
        clients.MapGet("/{id:guid}", GetClient.Handle).WithSummary("Shows an API client");
        clients.MapDelete("/{id:guid}", RevokeClient.Handle).WithSummary("Revokes an API client and all its tokens");
    }
}
