using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Funnel.Testing;

/// <summary>
/// An OIDC provider on loopback, which publishes its keys and issues any token. A service under test knows its address only.
/// </summary>
public sealed class TokenIssuer
{
    private static readonly Lazy<Task<TokenIssuer>> Started = new(Start);
    private readonly RsaSecurityKey key;
    private readonly Func<string> issuer;

    /// <param name="key">The key that signs the tokens.</param>
    /// <param name="issuer">The issuer that the tokens name.</param>
    public TokenIssuer(RsaSecurityKey key, Func<string> issuer) => (this.key, this.issuer) = (key, issuer);

    /// <summary>The issuer of this test process.</summary>
    public static Task<TokenIssuer> Get() => Started.Value;

    public Uri Address => new(issuer());

    /// <summary>A token of a client with these scopes.</summary>
    public string TokenFor(params string[] scopes) => Token([new("scope", string.Join(' ', scopes))]);

    /// <summary>A token of a person in this role.</summary>
    public string TokenOf(string role) => Token([new("role", role)]);

    /// <summary>A token. Each parameter makes it differ from a good one in one respect.</summary>
    public string Token(
        IEnumerable<Claim> claims, string audience = "funnel", string? from = null, TimeSpan? valid = null, string type = "at+jwt",
        SigningCredentials? signing = null,
        string subject = "tester")
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var expires = now + (valid ?? TimeSpan.FromHours(12));
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

    /// <summary>The public key. A forger may try to sign with it.</summary>
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
                keys = new[] { new { kty = "RSA", use = "sig", kid = issuer.key.KeyId, n = Base64UrlEncoder.Encode(parameters.Modulus),
                    e = Base64UrlEncoder.Encode(parameters.Exponent) } },
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
