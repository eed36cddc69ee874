using System.Net;
using Funnel.Testing;

namespace Funnel.Gateway.Tests;

public sealed class OneTimePasswordTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private const string Password = "correct horse battery";

    [Fact]
    public async Task A_one_time_password_expires_after_a_week()
    {
        await using var parts = await Testing.RealParts.Make("identity");
        var password = await GatewayUnderTest.Migrate(parts);
        await using var gateway = await GatewayUnderTest.Start(parts, fixture.Backend);
        gateway.Clock.Advance(TimeSpan.FromDays(8));
        using var late = await new SignInBrowser(gateway).SignIn("admin", password!, Password);
        Assert.Equal(HttpStatusCode.Unauthorized, late.StatusCode);
    }
}
