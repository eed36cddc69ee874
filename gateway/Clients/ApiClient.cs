using Funnel.ServiceDefaults;
using OpenIddict.EntityFrameworkCore.Models;

namespace Funnel.Gateway.Clients;

/// <summary>A program that calls the API on its own behalf, with its own scopes.</summary>
internal sealed class ApiClient : OpenIddictEntityFrameworkCoreApplication<Guid, ClientAuthorization, ClientToken>
{
    public const int LongestName = 100;

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>At this time all its tokens end and it gets no new ones. Null: it does not expire.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }

    public DateTimeOffset? RevokedAt { get; set; }

    /// <summary>True if every installation has this client. Its secret is a setting.</summary>
    public bool IsBuiltIn { get; set; }

    [Secret]
    public override string? ClientSecret { get; set; }

    [IsRecord]
    public override string? ConcurrencyToken { get; set; }

    public bool CanGetTokens(DateTimeOffset now) => RevokedAt is null && (ExpiresAt is null || now < ExpiresAt);
}

[IsRecord]
internal sealed class ClientAuthorization : OpenIddictEntityFrameworkCoreAuthorization<Guid, ApiClient, ClientToken>;

[IsRecord]
internal sealed class ClientToken : OpenIddictEntityFrameworkCoreToken<Guid, ApiClient, ClientAuthorization>;

[IsRecord]
internal sealed class ClientScope : OpenIddictEntityFrameworkCoreScope<Guid>;
