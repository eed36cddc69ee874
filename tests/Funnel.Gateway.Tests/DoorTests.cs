using System.Net;
using Funnel.Testing;

namespace Funnel.Gateway.Tests;

public sealed class DoorTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private const string Handoffs = "/api/sales/v1/handoffs";

    [Fact]
    public async Task Who_calls_too_often_is_told_when_to_come_again_and_harms_nobody_else()
    {
        await using var gateway = await GatewayUnderTest.Start(fixture.Parts, fixture.Behind, ("RateLimits:Requests", "20"), ("RateLimits:WindowSeconds", "3600"));
        using var eager = gateway.As(await gateway.Token());
        using var other = gateway.As((await gateway.Ask("insights", "the secret of the insights service")).GetProperty("access_token").GetString());
        for (var n = 1; n <= 20; n++)
        {
            using var fine = await eager.GetAsync(Handoffs, TestContext.Current.CancellationToken);
            Assert.Equal((HttpStatusCode.OK, "\"client\";q=20;w=3600"), (fine.StatusCode, fine.Headers.GetValues("RateLimit-Policy").Single()));
            Assert.Matches($"^\"client\";r=({20 - n}|{21 - n}|{22 - n});t=[0-9]+$", fine.Headers.GetValues("RateLimit").Single());
        }

        var refused = new List<HttpResponseMessage>();
        for (var n = 0; n < 10; n++)
        {
            refused.Add(await eager.GetAsync(Handoffs, TestContext.Current.CancellationToken));
        }

        var limited = refused.Last(answer => answer.StatusCode == HttpStatusCode.TooManyRequests);
        Assert.Equal("application/problem+json", limited.Content.Headers.ContentType!.MediaType);
        Assert.Contains("\"code\":\"rate-limited\"", await limited.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.True(limited.Headers.RetryAfter!.Delta >= TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.OK, (await other.GetAsync(Handoffs, TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task A_client_that_called_too_often_may_call_again_after_a_while()
    {
        await using var gateway = await GatewayUnderTest.Start(fixture.Parts, fixture.Behind, ("RateLimits:Requests", "1"), ("RateLimits:WindowSeconds", "5"));
        using var eager = gateway.As(await gateway.Token());
        await Eventually.Get(Call, status => status == HttpStatusCode.TooManyRequests);
        await Eventually.Get(Call, status => status == HttpStatusCode.OK);

        async Task<HttpStatusCode> Call()
        {
            using var answer = await eager.GetAsync(Handoffs, TestContext.Current.CancellationToken);
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task Passwords_can_be_tried_a_few_times_a_minute_only()
    {
        await using var gateway = await GatewayUnderTest.Start(fixture.Parts, fixture.Behind, ("RateLimits:SignInsAMinute", "3"));
        var visitor = new Visitor(gateway);

        // All at once: on a slow machine five in turn could take so long that a later one is allowed again.
        var seen = await Task.WhenAll(Enumerable.Range(0, 5).Select(async n =>
        {
            using var answer = await visitor.SignIn($"nobody-{n}@funnel.example", "a guess of a password");
            return answer.StatusCode;
        }));

        Assert.Equal(
            [HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.TooManyRequests, HttpStatusCode.TooManyRequests],
            seen.Order());
    }

    [Fact]
    public async Task Survey_links_can_be_tried_some_times_a_minute_only_and_nothing_beside_them_is_open()
    {
        await using var gateway = await GatewayUnderTest.Start(fixture.Parts, fixture.Behind, ("RateLimits:AnswersAMinute", "3"));
        using var anybody = gateway.As(null);
        var seen = await Task.WhenAll(Enumerable.Range(0, 5).Select(async n =>
        {
            using var answer = await anybody.PostAsync($"/api/sales/v1/surveys/answer/guess-{n}", null, TestContext.Current.CancellationToken);
            return answer.StatusCode;
        }));

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.TooManyRequests, HttpStatusCode.TooManyRequests], seen.Order());
        foreach (var path in new[] { "/api/sales/v1/surveys", "/api/sales/v1/surveys/answers/x", "/api/sales/v1/surveys/answer/../score", "/api/marketing/v1/surveys/answer/x" })
        {
            using var answer = await anybody.GetAsync(path, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }
    }

    [Fact]
    public async Task Other_sites_may_not_call_unless_they_are_named()
    {
        await using var open = await GatewayUnderTest.Start(fixture.Parts, fixture.Behind, ("Cors:Origins:0", "https://console.example"));
        Assert.Null(await Allowed(fixture.Gateway, "https://console.example"));
        Assert.Null(await Allowed(open, "https://evil.example"));
        Assert.Equal("https://console.example", await Allowed(open, "https://console.example"));

        async Task<string?> Allowed(GatewayUnderTest gateway, string origin)
        {
            using var http = gateway.As(null);
            using var preflight = new HttpRequestMessage(HttpMethod.Options, Handoffs);
            preflight.Headers.Add("Origin", origin);
            preflight.Headers.Add("Access-Control-Request-Method", "POST");
            using var answer = await http.SendAsync(preflight, TestContext.Current.CancellationToken);
            return answer.Headers.TryGetValues("Access-Control-Allow-Origin", out var allowed) ? allowed.Single() : null;
        }
    }

    [Theory]
    [InlineData(Handoffs, HttpStatusCode.OK)]
    [InlineData("/api/sales/openapi/v1.json", HttpStatusCode.OK)]
    [InlineData("/connect/authorize", HttpStatusCode.BadRequest)]
    [InlineData("/there/is/nothing", HttpStatusCode.NotFound)]
    [InlineData("/docs/", HttpStatusCode.OK)]
    public async Task Every_answer_tells_browsers_to_run_and_frame_nothing(string path, HttpStatusCode status)
    {
        using var http = fixture.Gateway.As(await fixture.Gateway.Token());
        using var answer = await http.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(
            ("nosniff", "DENY", "no-referrer"),
            (answer.Headers.GetValues("X-Content-Type-Options").Single(), answer.Headers.GetValues("X-Frame-Options").Single(), answer.Headers.GetValues("Referrer-Policy").Single()));
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("default-src 'none'", policy);
        Assert.Contains("frame-ancestors 'none'", policy);
        Assert.DoesNotContain("script-src 'unsafe", policy);
        Assert.False(answer.Headers.Contains("Server"));
    }
}
