using Funnel.Gateway.Clients;
using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using OpenIddict.Abstractions;
using OpenIddict.Core;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Funnel.Gateway.Identity;

/// <summary>Creates and updates the API clients that every installation has. Their secrets are settings.</summary>
internal sealed class BuiltInClients(IServiceScopeFactory scopes, IOptions<IdentityOptions> options, TimeProvider clock) : IHostedService
{
    /// <summary>
    /// The client for browsers, through which people sign in. A browser cannot keep a secret, so it uses a code with PKCE.
    /// </summary>
    public const string Console = "console";

    private const long LockKey = 0x434C49454E5453; // "CLIENTS"

    /// <summary>The scopes of each client.</summary>
    public static readonly IReadOnlyDictionary<string, IReadOnlyList<string>> ScopesOf = new Dictionary<string, IReadOnlyList<string>>
    {
        // The command line of the operator.
        ["cli"] = Roles.Permissions,
        // Insights reads the journals of the other services to rebuild its read models.
        ["insights"] = [Access.Events, Access.PersonalFields, Access.Operations],
    };

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDb>();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // The lock lets replicas that start together run this step one after the other.
        await db.Database.ExecuteSqlRawAsync($"select pg_advisory_xact_lock({LockKey})", cancellationToken);
        var clients = scope.ServiceProvider.GetRequiredService<OpenIddictApplicationManager<ApiClient>>();
        foreach (var (id, secret) in options.Value.Clients)
        {
            await CreateOrUpdate(clients, ConfidentialClient(id), secret, cancellationToken);
        }

        await CreateOrUpdate(clients, BrowserClient(options.Value), secret: null, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <exception cref="SettingException">The settings name an unknown client.</exception>
    private static OpenIddictApplicationDescriptor ConfidentialClient(string id)
    {
        var wanted = new OpenIddictApplicationDescriptor
        {
            ClientId = id,
            ClientType = ClientTypes.Confidential,
            DisplayName = id,
            Permissions = { Permissions.Endpoints.Token, Permissions.Endpoints.Revocation, Permissions.GrantTypes.ClientCredentials },
        };
        var scopes = ScopesOf.TryGetValue(id, out var known)
            ? known
            : throw new SettingException(
                $"Identity:Clients:{id}: '{id}' is not a built-in client. The built-in clients are: {string.Join(", ", ScopesOf.Keys)}.");
        wanted.Permissions.UnionWith(scopes.Select(scope => Permissions.Prefixes.Scope + scope));
        return wanted;
    }

    private static OpenIddictApplicationDescriptor BrowserClient(IdentityOptions options)
    {
        var wanted = new OpenIddictApplicationDescriptor
        {
            ClientId = Console,
            ClientType = ClientTypes.Public,
            DisplayName = "Funnel",
            Permissions =
            {
                Permissions.Endpoints.Authorization, Permissions.Endpoints.Token, Permissions.Endpoints.Revocation,
                Permissions.ResponseTypes.Code,
                Permissions.GrantTypes.AuthorizationCode, Permissions.GrantTypes.RefreshToken, Permissions.Scopes.Profile,
            },
            Requirements = { Requirements.Features.ProofKeyForCodeExchange },
        };
        wanted.RedirectUris.UnionWith(options.ConsoleRedirects.Length > 0 ? options.ConsoleRedirects : [new Uri(options.Issuer!, "docs/")]);
        return wanted;
    }

    private async Task CreateOrUpdate(
        OpenIddictApplicationManager<ApiClient> clients, OpenIddictApplicationDescriptor wanted, string? secret,
        CancellationToken cancellation)
    {
        if (await clients.FindByClientIdAsync(wanted.ClientId!, cancellation) is not { } client)
        {
            var now = clock.GetUtcNow();
            client = new() { Id = Guid.CreateVersion7(now), CreatedAt = now, IsBuiltIn = true };
            await clients.PopulateAsync(client, wanted, cancellation);
            await clients.CreateAsync(client, secret!, cancellation);
            return;
        }

        var current = new OpenIddictApplicationDescriptor();
        await clients.PopulateAsync(current, client, cancellation);
        if (!current.Permissions.SetEquals(wanted.Permissions) || !current.RedirectUris.SetEquals(wanted.RedirectUris)
            || (secret is not null && !await clients.ValidateClientSecretAsync(client, secret, cancellation)))
        {
            wanted.ClientSecret = secret;
            await clients.UpdateAsync(client, wanted, cancellation);
        }
    }
}
