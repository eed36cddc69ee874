using Funnel.Gateway.Clients;
using Funnel.Gateway.People;
using Funnel.Idempotency;
using Funnel.OpenApi;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using System.Security.Cryptography;
using System.Text;

namespace Funnel.Gateway.Identity;

/// <summary>The embedded identity server, an OpenIddict; off where <c>Authentication:Authority</c> names another provider.</summary>
internal static class IdentitySetup
{
    public static readonly TimeSpan TokenLifetime = TimeSpan.FromMinutes(15);

    /// <summary>A working day: who does not come back by then signs in again.</summary>
    private static readonly TimeSpan RefreshTokenLifetime = TimeSpan.FromHours(12);

    public static void AddIdentity(this WebApplicationBuilder builder)
    {
        builder.AddDatabase<IdentityDb>("identity-db");
        builder.Services.ConfigureDbContext<IdentityDb>(options => options.UseOpenIddict<ApiClient, ClientAuthorization, ClientScope, ClientToken, Guid>());
        builder.AddOptionsFrom<IdentityOptions>(IdentityOptions.Section);
        // It writes what was asked into its log, with all that somebody typed.
        builder.Logging.AddFilter("OpenIddict", LogLevel.Warning);
        builder.Services.AddSingleton<IValidateOptions<IdentityOptions>>(new Strong(builder.Environment.IsDevelopment()));
        builder.Services.AddSingleton<SigningKeys>();
        builder.Services.AddHostedService(services => services.GetRequiredService<SigningKeys>());
        builder.Services.AddHostedService<BuiltInClients>();
        builder.Services.AddSingleton<Revocations>();
        builder.Services.AddHostedService(services => services.GetRequiredService<Revocations>());
        builder.Services.AddHostedService<OldTokens>();
        builder.Services.AddScoped<IdempotentDb, KeyedIdentities>();
        builder.Services.AddScoped<SignIn>();
        builder.Services.AddIdentityCore<Person>(identity =>
        {
            // Length alone: rules on characters make passwords that are written down (NIST SP 800-63B).
            identity.Password = new() { RequiredLength = 12, RequireDigit = false, RequireLowercase = false, RequireUppercase = false, RequireNonAlphanumeric = false, RequiredUniqueChars = 5 };
            identity.Lockout = new() { MaxFailedAccessAttempts = 5, DefaultLockoutTimeSpan = TimeSpan.FromMinutes(5) };
        }).AddEntityFrameworkStores<IdentityDb>();
        builder.Services.AddOpenIddict()
            .AddCore(core => core.UseEntityFrameworkCore().UseDbContext<IdentityDb>().ReplaceDefaultEntities<ApiClient, ClientAuthorization, ClientScope, ClientToken, Guid>())
            .AddServer(server =>
            {
                server.SetAuthorizationEndpointUris("connect/authorize").SetTokenEndpointUris("connect/token").SetRevocationEndpointUris("connect/revocation");
                server.AllowClientCredentialsFlow().AllowAuthorizationCodeFlow().RequireProofKeyForCodeExchange().AllowRefreshTokenFlow();
                server.RegisterScopes([.. Access.Permissions, OpenIddictConstants.Scopes.Profile]).DisableAccessTokenEncryption();
                server.SetAccessTokenLifetime(TokenLifetime).SetRefreshTokenLifetime(RefreshTokenLifetime);
                // TLS ends before the gateway, or there is none on loopback.
                server.UseAspNetCore().EnableAuthorizationEndpointPassthrough().EnableTokenEndpointPassthrough().DisableTransportSecurityRequirement();
            });
        builder.Services.AddOptions<OpenIddictServerOptions>().Configure<SigningKeys, IOptions<IdentityOptions>>(static (server, keys, settings) =>
        {
            server.Issuer = settings.Value.Issuer;
            server.CodeChallengeMethods.Clear();
            server.CodeChallengeMethods.Add(OpenIddictConstants.CodeChallengeMethods.Sha256);
            server.SigningCredentials.AddRange(keys.Current.Select(key => new SigningCredentials(key, SecurityAlgorithms.RsaSha256)));
            server.EncryptionCredentials.Add(new(EncryptionKey(settings.Value.Secret), SecurityAlgorithms.Aes256KW, SecurityAlgorithms.Aes256CbcHmacSha512));
        });
        builder.Services.Configure<AuthenticationOptions>(static authentication => authentication.Authority = new("http://localhost")); // never asked
        builder.Services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme).PostConfigure<SigningKeys, Revocations, IOptions<IdentityOptions>>(CheckByOwnKeys);
    }

    /// <summary>The step that comes before the start; nothing to do where another provider keeps the identities.</summary>
    /// <param name="administrator">Whether an administrator who lost the password gets one anew.</param>
    public static async Task MigrateIdentity(this WebApplication app, bool administrator)
    {
        await using var scope = app.Services.CreateAsyncScope();
        if (scope.ServiceProvider.GetService<IdentityDb>() is not { } db)
        {
            return;
        }

        await db.Migrate();
        if (await Administrator.Make(scope.ServiceProvider, administrator) is { } password)
        {
            // The one place where it is ever shown: the output of a step, no log.
            await Console.Out.WriteLineAsync($"Sign in as {Administrator.SignInName} with the one-time password {password}");
        }
    }

    public static void MapIdentity(this WebApplication app)
    {
        // Its own POSTs: those that go through have their keys looked at by the service.
        app.UseWhen(http => http.Request.Path.StartsWithSegments("/api/identity"), own => own.UseKeys());
        app.MapMethods("/connect/authorize", [HttpMethods.Get, HttpMethods.Post], Authorize.Handle).AllowAnonymous().ExcludeFromDescription();
        app.MapPost("/connect/token", IssueToken.Handle).AllowAnonymous().ExcludeFromDescription();
        app.MapFunnelOpenApi("identity");
        app.MapPeople();
        app.MapClients();
        app.MapAudit<IdentityDb>("identity");
    }

    /// <summary>Its own tokens the gateway checks without asking itself over HTTP.</summary>
    private static void CheckByOwnKeys(JwtBearerOptions bearer, SigningKeys keys, Revocations revocations, IOptions<IdentityOptions> settings)
    {
        var issuer = settings.Value.Issuer!.ToString();
        bearer.ConfigurationManager = new StaticConfigurationManager<OpenIdConnectConfiguration>(new() { Issuer = issuer });
        bearer.TokenValidationParameters.ValidIssuer = issuer;
        bearer.TokenValidationParameters.IssuerSigningKeyResolver = (_, _, kid, _) => keys.Current.Where(key => key.KeyId == kid);
        bearer.Events.OnTokenValidated = validated =>
        {
            if (revocations.Cover(validated.Principal!.FindFirst("sub")!.Value, ((JsonWebToken)validated.SecurityToken).IssuedAt))
            {
                validated.Fail("The token was revoked.");
            }

            return Task.CompletedTask;
        };
    }

    private static SymmetricSecurityKey EncryptionKey(string secret) =>
        new(HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret), outputLength: 32, info: "funnel token encryption"u8.ToArray()));

    private sealed class Strong(bool isDevelopment) : IValidateOptions<IdentityOptions>
    {
        public ValidateOptionsResult Validate(string? name, IdentityOptions options) =>
            !isDevelopment && options.Weakness() is { } weakness ? ValidateOptionsResult.Fail(weakness) : ValidateOptionsResult.Success;
    }
}
