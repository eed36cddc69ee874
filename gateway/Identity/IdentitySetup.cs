using Funnel.Gateway.Clients;
using Funnel.Gateway.People;
using Funnel.Idempotency;
using Funnel.OpenApi;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.Server;

namespace Funnel.Gateway.Identity;

/// <summary>
/// Sets up the embedded identity server (OpenIddict). It is off if <c>Authentication:Authority</c> names an external identity provider.
/// </summary>
internal static class IdentitySetup
{
    public static readonly TimeSpan TokenLifetime = TimeSpan.FromMinutes(15);

    public static void AddIdentityServer(this WebApplicationBuilder builder)
    {
        builder.AddDatabase<IdentityDb>("identity-db");
        builder.Services.ConfigureDbContext<IdentityDb>(
            options => options.UseOpenIddict<ApiClient, ClientAuthorization, ClientScope, ClientToken, Guid>());
        builder.AddOptionsFrom<IdentityOptions>(IdentityOptions.Section);
        // At lower levels OpenIddict logs whole requests, including passwords.
        builder.Logging.AddFilter("OpenIddict", LogLevel.Warning);
        builder.Services.AddSingleton<IValidateOptions<IdentityOptions>>(new SecretStrengthValidator(builder.Environment.IsDevelopment()));
        builder.Services.AddHostedService<WaitForDatabase>();
        builder.Services.AddSingleton<SigningKeys>();
        builder.Services.AddHostedService(services => services.GetRequiredService<SigningKeys>());
        builder.Services.AddHostedService<BuiltInClients>();
        builder.Services.AddSingleton<Revocations>();
        builder.Services.AddHostedService(services => services.GetRequiredService<Revocations>());
        builder.Services.AddHostedService<TokenCleanup>();
        builder.Services.AddScoped<IdempotentDb, IdempotentIdentityDb>();
        builder.Services.AddScoped<SignIn>().AddScoped<RefreshTokens>().AddScoped<SecurityEvents>().AddSingleton<IdentitySecret>();
        builder.Services.AddIdentityCore<Person>(identity =>
        {
            // Only the length matters. Rules about characters lead people to write passwords down (NIST SP 800-63B).
            identity.Password = new()
            {
                RequiredLength = 12,
                RequiredUniqueChars = 5,
                RequireDigit = false,
                RequireLowercase = false,
                RequireUppercase = false,
                RequireNonAlphanumeric = false,
            };
            // A person signs in with the email address, which may hold any letter and characters such as ' and &.
            identity.User.AllowedUserNameCharacters = "";
        }).AddEntityFrameworkStores<IdentityDb>().AddPasswordValidator<CommonPasswords>();
        builder.Services.AddOpenIddict()
            .AddCore(core => core.UseEntityFrameworkCore().UseDbContext<IdentityDb>()
                .ReplaceDefaultEntities<ApiClient, ClientAuthorization, ClientScope, ClientToken, Guid>())
            .AddServer(server =>
            {
                server.SetAuthorizationEndpointUris("connect/authorize").SetTokenEndpointUris("connect/token")
                    .SetRevocationEndpointUris("connect/revocation");
                server.AllowClientCredentialsFlow().AllowAuthorizationCodeFlow().RequireProofKeyForCodeExchange()
                    .AllowRefreshTokenFlow();
                server.RegisterScopes([.. Roles.Permissions, OpenIddictConstants.Scopes.Profile]).DisableAccessTokenEncryption();
                // Session sets the lifetime of each refresh token.
                server.SetAccessTokenLifetime(TokenLifetime).SetRefreshTokenReuseLeeway(TimeSpan.Zero);
                server.AddHandlers();
                // A proxy in front of the gateway ends TLS, and loopback needs none.
                server.UseAspNetCore().EnableAuthorizationEndpointPassthrough().EnableTokenEndpointPassthrough()
                    .DisableTransportSecurityRequirement();
            });
        builder.Services.AddOptions<OpenIddictServerOptions>()
            .Configure<SigningKeys, IdentitySecret, IOptions<IdentityOptions>>(static (server, keys, secret, settings) =>
        {
            server.Issuer = settings.Value.Issuer;
            server.CodeChallengeMethods.Clear();
            server.CodeChallengeMethods.Add(OpenIddictConstants.CodeChallengeMethods.Sha256);
            server.SigningCredentials.AddRange(
                keys.Current.Select(signing => new SigningCredentials(signing, SecurityAlgorithms.RsaSha256)));
            var key = new SymmetricSecurityKey(secret.Key("funnel token encryption"));
            server.EncryptionCredentials.Add(new(key, SecurityAlgorithms.Aes256KW, SecurityAlgorithms.Aes256CbcHmacSha512));
        });
        // The gateway needs an authority, but ValidateWithOwnKeys sends no request to it.
        builder.Services.Configure<AuthenticationOptions>(static authentication => authentication.Authority = new("http://localhost"));
        builder.Services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme)
            .PostConfigure<SigningKeys, Revocations, IOptions<IdentityOptions>>(ValidateWithOwnKeys);
    }

    /// <summary>Migrates the database and creates the administrator. Does nothing with an external identity provider.</summary>
    /// <param name="resetAdministrator">Gives an existing administrator a new one-time password.</param>
    public static async Task MigrateIdentity(this WebApplication app, bool resetAdministrator)
    {
        if (!app.Services.GetRequiredService<IServiceProviderIsService>().IsService(typeof(IdentityDb)))
        {
            return;
        }

        await app.RunMigrations<IdentityDb>(async (services, _) =>
        {
            var db = services.GetRequiredService<IdentityDb>();
            await db.Migrate();
            var people = services.GetRequiredService<UserManager<Person>>();
            var revocations = services.GetRequiredService<Revocations>();
            var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
            if (await Administrator.CreateOrReset(db, people, revocations, now, resetAdministrator) is { } password)
            {
                // The password goes to the standard output of this step only, and to no log.
                await Console.Out.WriteLineAsync($"Sign in as {Administrator.SignInName} with the one-time password {password}");
            }
        });
    }

    public static void MapIdentityServer(this WebApplication app)
    {
        // Idempotency keys for the gateway's own operations only. The services handle the keys of forwarded requests.
        app.UseWhen(http => http.Request.Path.StartsWithSegments("/api/identity"), own => own.UseKeys());
        app.MapMethods("/connect/authorize", [HttpMethods.Get, HttpMethods.Post], Authorize.Handle)
            .AllowAnonymous().ExcludeFromDescription();
        app.MapPost("/connect/token", IssueToken.Handle).AllowAnonymous().ExcludeFromDescription();
        app.MapFunnelOpenApi("identity");
        app.MapPeople();
        app.MapClients();
        app.MapAudit<IdentityDb>("identity");
    }

    /// <summary>Makes the gateway validate tokens with its own keys, without an HTTP request to itself.</summary>
    private static void ValidateWithOwnKeys(
        JwtBearerOptions bearer, SigningKeys keys, Revocations revocations, IOptions<IdentityOptions> settings)
    {
        var issuer = settings.Value.Issuer!.ToString();
        bearer.ConfigurationManager = new StaticConfigurationManager<OpenIdConnectConfiguration>(new() { Issuer = issuer });
        bearer.TokenValidationParameters.ValidIssuer = issuer;
        bearer.TokenValidationParameters.IssuerSigningKeyResolver = (_, _, kid, _) => keys.Current.Where(key => key.KeyId == kid);
        bearer.Events.OnTokenValidated = validated =>
        {
            if (revocations.IsRevoked((JsonWebToken)validated.SecurityToken))
            {
                validated.Fail("The token is revoked.");
            }

            return Task.CompletedTask;
        };
    }

    private sealed class SecretStrengthValidator(bool isDevelopment) : IValidateOptions<IdentityOptions>
    {
        public ValidateOptionsResult Validate(string? name, IdentityOptions options) =>
            !isDevelopment && options.FindWeakSecrets() is { } error ? ValidateOptionsResult.Fail(error) : ValidateOptionsResult.Success;
    }
}
