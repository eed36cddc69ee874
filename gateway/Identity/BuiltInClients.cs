using Funnel.Gateway.Clients;
using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using OpenIddict.Abstractions;
using OpenIddict.Core;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Funnel.Gateway.Identity;

/// <summary>The API clients that every installation has; their secrets are settings.</summary>
internal sealed class BuiltInClients(IServiceScopeFactory scopes, IOptions<IdentityOptions> options, TimeProvider clock) : IHostedService
{
    /// <summary>Through which people sign in: the browser, which keeps no secret (authorization code with PKCE).</summary>
    public const string Console = "console";

    private const long Lock = 0x434C49454E5453; // "CLIENTS"

    /// <summary>What each may ask for.</summary>
    public static readonly IReadOnlyDictionary<string, IReadOnlyList<string>> ScopesOf = new Dictionary<string, IReadOnlyList<string>>
    {
        // The operator's own command line.
        ["cli"] = Roles.Permissions,
        // Insights reads the journals it is rebuilt from.
        ["insights"] = [Access.Events, Access.Operations],
    };

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDb>();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // Replicas that start together: one after the other.
        await db.Database.ExecuteSqlRawAsync($"select pg_advisory_xact_lock({Lock})", cancellationToken);
        var clients = scope.ServiceProvider.GetRequiredService<OpenIddictApplicationManager<ApiClient>>();
        foreach (var (id, secret) in options.Value.Clients)
        {
            await Keep(clients, Program(id), secret, cancellationToken);
        }

        await Keep(clients, Browser(options.Value), secret: null, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <exception cref="SettingException">There is no such client.</exception>
    private static OpenIddictApplicationDescriptor Program(string id)
    {
        var wanted = new OpenIddictApplicationDescriptor
        {
            ClientId = id,
            ClientType = ClientTypes.Confidential,
            DisplayName = id,
            Permissions = { Permissions.Endpoints.Token, Permissions.GrantTypes.ClientCredentials },
        };
        var scopes = ScopesOf.TryGetValue(id, out var known) ? known : throw new SettingException($"Identity:Clients:{id}: there is no such client.");
        wanted.Permissions.UnionWith(scopes.Select(scope => Permissions.Prefixes.Scope + scope));
        return wanted;
    }

    private static OpenIddictApplicationDescriptor Browser(IdentityOptions options)
    {
        var wanted = new OpenIddictApplicationDescriptor
        {
            ClientId = Console,
            ClientType = ClientTypes.Public,
            DisplayName = "Funnel",
            Permissions =
            {
                Permissions.Endpoints.Authorization, Permissions.Endpoints.Token, Permissions.Endpoints.Revocation, Permissions.ResponseTypes.Code,
                Permissions.GrantTypes.AuthorizationCode, Permissions.GrantTypes.RefreshToken, Permissions.Scopes.Profile,
            },
            Requirements = { Requirements.Features.ProofKeyForCodeExchange },
        };
        wanted.RedirectUris.UnionWith(options.ConsoleRedirects.Length > 0 ? options.ConsoleRedirects : [new Uri(options.Issuer!, "docs/")]);
        return wanted;
    }

    private async Task Keep(OpenIddictApplicationManager<ApiClient> clients, OpenIddictApplicationDescriptor wanted, string? secret, CancellationToken cancellation)
    {
        if (await clients.FindByClientIdAsync(wanted.ClientId!, cancellation) is not { } client)
        {
            var now = clock.GetUtcNow();
            client = new() { Id = Guid.CreateVersion7(now), CreatedAt = now, IsBuiltIn = true };
            await clients.PopulateAsync(client, wanted, cancellation);
            await clients.CreateAsync(client, secret!, cancellation);
            return;
        }

        var there = new OpenIddictApplicationDescriptor();
        await clients.PopulateAsync(there, client, cancellation);
        if (!there.Permissions.SetEquals(wanted.Permissions) || !there.RedirectUris.SetEquals(wanted.RedirectUris)
            || (secret is not null && !await clients.ValidateClientSecretAsync(client, secret, cancellation)))
        {
            wanted.ClientSecret = secret;
            await clients.UpdateAsync(client, wanted, cancellation);
        }
    }
}
