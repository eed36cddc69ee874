using System.Security.Cryptography;
using System.Text;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Server;

namespace Funnel.Gateway.Identity;

/// <summary>The embedded identity server, an OpenIddict; off where <c>Authentication:Authority</c> names another provider.</summary>
internal static class IdentitySetup
{
    private static readonly TimeSpan TokenLifetime = TimeSpan.FromMinutes(15);

    public static void AddIdentity(this WebApplicationBuilder builder)
    {
        builder.AddDatabase<IdentityDb>("identity-db");
        builder.Services.ConfigureDbContext<IdentityDb>(options => options.UseOpenIddict<Guid>());
        builder.AddOptionsFrom<IdentityOptions>(IdentityOptions.Section);
        builder.Services.AddSingleton<IValidateOptions<IdentityOptions>>(new Strong(builder.Environment.IsDevelopment()));
        builder.Services.AddSingleton<SigningKeys>();
        builder.Services.AddHostedService(services => services.GetRequiredService<SigningKeys>());
        builder.Services.AddHostedService<ApiClients>();
        builder.Services.AddOpenIddict()
            .AddCore(core => core.UseEntityFrameworkCore().UseDbContext<IdentityDb>().ReplaceDefaultEntities<Guid>())
            .AddServer(server =>
            {
                server.SetTokenEndpointUris("connect/token").AllowClientCredentialsFlow().RegisterScopes([.. Access.Permissions]);
                server.SetAccessTokenLifetime(TokenLifetime).DisableAccessTokenEncryption().DisableTokenStorage();
                // TLS ends before the gateway, or there is none on loopback.
                server.UseAspNetCore().EnableTokenEndpointPassthrough().DisableTransportSecurityRequirement();
            });
        builder.Services.AddOptions<OpenIddictServerOptions>().Configure<SigningKeys, IOptions<IdentityOptions>>(static (server, keys, settings) =>
        {
            server.Issuer = settings.Value.Issuer;
            server.SigningCredentials.AddRange(keys.Current.Select(key => new SigningCredentials(key, SecurityAlgorithms.RsaSha256)));
            server.EncryptionCredentials.Add(new(EncryptionKey(settings.Value.Secret), SecurityAlgorithms.Aes256KW, SecurityAlgorithms.Aes256CbcHmacSha512));
        });
        builder.Services.Configure<AuthenticationOptions>(static authentication => authentication.Authority = new("http://localhost")); // never asked
        builder.Services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme).PostConfigure<SigningKeys, IOptions<IdentityOptions>>(CheckByOwnKeys);
    }

    /// <summary>The step that comes before the start; nothing to do where another provider keeps the identities.</summary>
    public static async Task MigrateIdentity(this WebApplication app)
    {
        await using var scope = app.Services.CreateAsyncScope();
        if (scope.ServiceProvider.GetService<IdentityDb>() is { } db)
        {
            await db.Database.MigrateAsync();
        }
    }

    public static void MapIdentity(this WebApplication app) => app.MapPost("/connect/token", IssueToken.Handle).AllowAnonymous();

    /// <summary>Its own tokens the gateway checks without asking itself over HTTP.</summary>
    private static void CheckByOwnKeys(JwtBearerOptions bearer, SigningKeys keys, IOptions<IdentityOptions> settings)
    {
        var issuer = settings.Value.Issuer!.ToString();
        bearer.ConfigurationManager = new StaticConfigurationManager<OpenIdConnectConfiguration>(new() { Issuer = issuer });
        bearer.TokenValidationParameters.ValidIssuer = issuer;
        bearer.TokenValidationParameters.IssuerSigningKeyResolver = (_, _, kid, _) => keys.Current.Where(key => key.KeyId == kid);
    }

    private static SymmetricSecurityKey EncryptionKey(string secret) =>
        new(HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret), outputLength: 32, info: "funnel token encryption"u8.ToArray()));

    private sealed class Strong(bool isDevelopment) : IValidateOptions<IdentityOptions>
    {
        public ValidateOptionsResult Validate(string? name, IdentityOptions options) =>
            !isDevelopment && options.Weakness() is { } weakness ? ValidateOptionsResult.Fail(weakness) : ValidateOptionsResult.Success;
    }
}
