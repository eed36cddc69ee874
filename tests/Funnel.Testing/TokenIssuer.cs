using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Funnel.Testing;

/// <summary>An OIDC provider on loopback, of which services under test know nothing but the address: it shows its keys and hands out any token.</summary>
public sealed class TokenIssuer
{
    private static readonly Lazy<Task<TokenIssuer>> Started = new(Start);
    private readonly RsaSecurityKey key;
    private readonly Func<string> issuer;

    /// <param name="key">Signs.</param>
    /// <param name="issuer">As it stands in the tokens.</param>
    public TokenIssuer(RsaSecurityKey key, Func<string> issuer) => (this.key, this.issuer) = (key, issuer);

    /// <summary>One a test process.</summary>
    public static Task<TokenIssuer> Get() => Started.Value;

    public Uri Address => new(issuer());

    /// <summary>The token of somebody who may do all that these scopes say.</summary>
    public string TokenFor(params string[] scopes) => Token([new("scope", string.Join(' ', scopes))]);

    /// <summary>The token of a person in this role.</summary>
    public string TokenOf(string role) => Token([new("role", role)]);

    /// <summary>A token that differs in one respect from a good one.</summary>
    public string Token(
        IEnumerable<Claim> claims, string audience = "funnel", string? from = null, TimeSpan? valid = null, string type = "at+jwt", SigningCredentials? signing = null,
        string subject = "tester")
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var expires = now + (valid ?? TimeSpan.FromHours(1));
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = from ?? Address.ToString(),
            Audience = audience,
            Expires = expires,
            IssuedAt = expires < now ? expires.AddHours(-1) : now,
            TokenType = type,
            Subject = new ClaimsIdentity([new Claim("sub", subject), new Claim("name", "Test Person"), .. claims]),
            SigningCredentials = signing ?? new SigningCredentials(key, SecurityAlgorithms.RsaSha256),
        });
    }

    /// <summary>The public key, with which a forger may try to sign.</summary>
    public byte[] PublicKey => key.Rsa.ExportSubjectPublicKeyInfo();

    private static async Task<TokenIssuer> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var issuer = new TokenIssuer(new(RSA.Create(2048)) { KeyId = "a" }, () => app.Urls.First());
        app.MapGet("/.well-known/openid-configuration", () => Results.Json(new
        {
            issuer = issuer.Address.ToString(),
            jwks_uri = new Uri(issuer.Address, "jwks").ToString(),
            token_endpoint = new Uri(issuer.Address, "token").ToString(),
        }));
        app.MapGet("/jwks", () =>
        {
            var parameters = issuer.key.Rsa.ExportParameters(includePrivateParameters: false);
            return Results.Json(new
            {
                keys = new[] { new { kty = "RSA", use = "sig", kid = issuer.key.KeyId, n = Base64UrlEncoder.Encode(parameters.Modulus), e = Base64UrlEncoder.Encode(parameters.Exponent) } },
            });
        });
        app.MapPost("/token", async (HttpRequest request) => Results.Json(new
        {
            access_token = issuer.TokenFor((await request.ReadFormAsync())["scope"].ToString().Split(' ')),
            token_type = "Bearer",
            expires_in = 900,
        }));
        await app.StartAsync();
        return issuer;
    }
}
