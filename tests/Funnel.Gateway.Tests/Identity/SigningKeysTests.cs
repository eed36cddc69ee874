using System.Net;
using Funnel.Testing;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Funnel.Gateway.Tests;

public sealed class SigningKeysTests
{
    [Fact]
    public async Task Replicas_that_start_together_share_one_key_and_accept_each_others_tokens()
    {
        await using var parts = await RealParts.Make("identity");
        await GatewayUnderTest.Migrate(parts);
        await using var backend = await GatewayUnderTest.StartBackend();
        var address = new Uri(backend.Urls.First());
        var replicas = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => GatewayUnderTest.Start(parts, address)));

        var key = Assert.Single(await replicas[0].PublishedKeys());
        foreach (var replica in replicas)
        {
            Assert.Equal([key], await replica.PublishedKeys());
            using var http = replica.ClientWith(await replicas[0].Token());
            Assert.Equal(HttpStatusCode.OK,
                (await http.GetAsync("/api/sales/v1/handoffs", TestContext.Current.CancellationToken)).StatusCode);
        }

        foreach (var replica in replicas)
        {
            await replica.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_new_key_is_published_before_it_signs_and_the_old_key_until_its_tokens_expire()
    {
        await using var parts = await RealParts.Make("identity");
        await GatewayUnderTest.Migrate(parts);
        await using var backend = await GatewayUnderTest.StartBackend();
        await using var gateway = await GatewayUnderTest.Start(parts, new Uri(backend.Urls.First()));
        var old = Assert.Single(await gateway.PublishedKeys());
        var before = await gateway.Token();

        await Pass(TimeSpan.FromDays(90));
        var both = await gateway.PublishedKeys();
        Assert.Equal((2, old), (both.Count, Kid(await gateway.Token())));
        var young = both.Single(key => key != old);

        await Pass(TimeSpan.FromMinutes(6));
        Assert.Equal(young, Kid(await gateway.Token()));
        Assert.Equal(HttpStatusCode.OK, await Try(before));
        Assert.Equal(HttpStatusCode.OK, await Try(await gateway.Token()));

        await Pass(TimeSpan.FromDays(2));
        Assert.Equal([young], await gateway.PublishedKeys());
        Assert.Equal(HttpStatusCode.Unauthorized, await Try(before));

        async Task Pass(TimeSpan time)
        {
            gateway.Clock.Advance(time);
            await gateway.Keys.Load(TestContext.Current.CancellationToken);
        }

        async Task<HttpStatusCode> Try(string token)
        {
            using var http = gateway.ClientWith(token);
            return (await http.GetAsync("/api/sales/v1/handoffs", TestContext.Current.CancellationToken)).StatusCode;
        }
    }

    private static string Kid(string token) => new JsonWebToken(token).Kid;
}
