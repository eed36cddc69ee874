using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Funnel.Gateway.Identity;

/// <summary>The API clients that every installation has; their secrets are settings.</summary>
internal sealed class ApiClients(IServiceScopeFactory scopes, IOptions<IdentityOptions> options) : IHostedService
{
    private const long Lock = 0x434C49454E5453; // "CLIENTS"

    /// <summary>What each may ask for.</summary>
    public static readonly IReadOnlyDictionary<string, IReadOnlyList<string>> Scopes = new Dictionary<string, IReadOnlyList<string>>
    {
        // The operator's own command line.
        ["cli"] = Access.Permissions,
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
        var clients = scope.ServiceProvider.GetRequiredService<IOpenIddictApplicationManager>();
        foreach (var (id, secret) in options.Value.Clients)
        {
            await Keep(clients, id, secret, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <exception cref="SettingException">There is no such client.</exception>
    private static async Task Keep(IOpenIddictApplicationManager clients, string id, string secret, CancellationToken cancellation)
    {
        var wanted = new OpenIddictApplicationDescriptor
        {
            ClientId = id,
            ClientSecret = secret,
            ClientType = ClientTypes.Confidential,
            DisplayName = id,
            Permissions = { Permissions.Endpoints.Token, Permissions.GrantTypes.ClientCredentials },
        };
        var scopes = Scopes.TryGetValue(id, out var known) ? known : throw new SettingException($"Identity:Clients:{id}: there is no such client.");
        wanted.Permissions.UnionWith(scopes.Select(scope => Permissions.Prefixes.Scope + scope));
        if (await clients.FindByClientIdAsync(id, cancellation) is not { } client)
        {
            await clients.CreateAsync(wanted, cancellation);
        }
        else if (!await clients.ValidateClientSecretAsync(client, secret, cancellation)
            || !(await clients.GetPermissionsAsync(client, cancellation)).ToHashSet().SetEquals(wanted.Permissions))
        {
            await clients.UpdateAsync(client, wanted, cancellation);
        }
    }
}
