using System.Security.Cryptography;
using Funnel.ServiceDefaults;
using Funnel.Testing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Funnel.Gateway.Tests;

public sealed class CachedTokenHandlerTests : IDisposable
{
    private static readonly TimeSpan Good = TimeSpan.FromMinutes(10);
    private readonly RSA ours = RSA.Create(2048), another = RSA.Create(2048);
    private readonly ShiftedClock clock = new();
    private readonly CachedTokenHandler tokens;

    public CachedTokenHandlerTests() => tokens = new(clock, Good, AccessRules.With(null));

    [Fact]
    public async Task A_valid_token_is_checked_once_until_it_expires()
    {
        var token = Token(valid: Good / 2);
        var first = await Check(token, ours);
        Assert.True(first.IsValid, first.Exception?.Message);
        Assert.Same(first, await Check(token, ours));
        clock.Advance(Good / 2 + TimeSpan.FromSeconds(1));
        Assert.IsType<SecurityTokenInvalidLifetimeException>((await Check(token, ours)).Exception);
    }

    [Fact]
    public async Task A_removed_key_is_noticed_when_the_cached_check_expires()
    {
        var token = Token(valid: 10 * Good);
        Assert.True((await Check(token, ours)).IsValid);
        clock.Advance(Good - TimeSpan.FromSeconds(1));
        Assert.True((await Check(token, another)).IsValid);
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.False((await Check(token, another)).IsValid);
    }

    [Fact]
    public async Task A_refused_token_is_checked_again_and_a_changed_token_is_refused()
    {
        var token = Token(valid: Good);
        Assert.False((await Check(token, another)).IsValid);
        Assert.True((await Check(token, ours)).IsValid);
        Assert.False((await Check(token[..^4] + (token[^4] == 'A' ? 'B' : 'A') + token[^3..], ours)).IsValid);
    }

    [Fact]
    public async Task More_valid_tokens_than_the_cache_holds_are_all_accepted()
    {
        for (var sent = 0; sent < 1100; sent++)
        {
            Assert.True((await Check(Token(valid: Good), ours)).IsValid);
        }
    }

    public void Dispose()
    {
        ours.Dispose();
        another.Dispose();
    }

    private string Token(TimeSpan valid) => new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
    {
        Issuer = "https://issuer.example",
        Audience = "funnel",
        Expires = (clock.GetUtcNow() + valid).UtcDateTime,
        Claims = new Dictionary<string, object> { ["jti"] = $"{Guid.CreateVersion7()}" },
        SigningCredentials = new(new RsaSecurityKey(ours), SecurityAlgorithms.RsaSha256),
    });

    private Task<TokenValidationResult> Check(string token, RSA key) => tokens.ValidateTokenAsync(token, new()
    {
        ValidIssuer = "https://issuer.example",
        ValidAudience = "funnel",
        IssuerSigningKey = new RsaSecurityKey(key),
        LifetimeValidator = (_, expires, _, _) => clock.GetUtcNow() < expires,
    });
}
