using Funnel.ServiceDefaults;

namespace Funnel.Gateway.Clients;

internal static class ClientsEndpoints
{
    public static readonly Refusal NotFound = new("client-not-found", 404, "There is no such API client.");
    public static readonly Refusal BuiltIn = new("client-built-in", 409, "Every installation needs this API client; its secret is a setting.");
    public static readonly Refusal ScopeUnknown = new("scope-unknown", 422, "There is no such scope.");
    public static readonly Refusal ExpiryPast = new("client-expiry-past", 422, "It would have expired already.");

    public static void MapClients(this WebApplication app)
    {
        var clients = app.MapGroup("/api/identity/v1/clients").WithTags("API clients").RequirePermission(Access.Administration);
        clients.MapPost("/", AddClient.Handle).WithSummary("Makes an API client with scopes, and an end if it shall have one");
        clients.MapGet("/", ListClients.Handle).WithSummary("Lists the API clients, newest first");
        clients.MapGet("/{id:guid}", ListClients.Show).WithSummary("Shows an API client");
        clients.MapDelete("/{id:guid}", RevokeClient.Handle).WithSummary("Revokes an API client and all its tokens");
    }
}
