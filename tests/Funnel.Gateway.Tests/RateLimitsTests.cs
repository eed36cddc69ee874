using System.Net;
using Funnel.Testing;

namespace Funnel.Gateway.Tests;

public sealed class RateLimitsTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private const string Handoffs = "/api/sales/v1/handoffs";

    [Fact]
    public async Task A_client_over_its_rate_limit_gets_429_with_Retry_After_and_other_clients_are_not_affected()
    {
        await using var gateway =
            await GatewayUnderTest.Start(fixture.Parts, fixture.Backend, ("RateLimits:Requests", "20"),
                ("RateLimits:WindowSeconds", "3600"));
        using var eager = gateway.ClientWith(await gateway.Token());
        using var other =
            gateway.ClientWith((await gateway.RequestToken("insights", "the secret of the insights service")).GetProperty("access_token")
                .GetString());
        for (var n = 1; n <= 20; n++)
        {
            using var fine = await eager.GetAsync(Handoffs, TestContext.Current.CancellationToken);
            Assert.Equal((HttpStatusCode.OK, "\"client\";q=20;w=3600"),
                (fine.StatusCode, fine.Headers.GetValues("RateLimit-Policy").Single()));
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
    public async Task A_client_that_was_limited_may_call_again_after_a_while()
    {
        await using var gateway =
            await GatewayUnderTest.Start(fixture.Parts, fixture.Backend, ("RateLimits:Requests", "1"), ("RateLimits:WindowSeconds", "5"));
        using var eager = gateway.ClientWith(await gateway.Token());
        await Eventually.Get(Call, status => status == HttpStatusCode.TooManyRequests);
        await Eventually.Get(Call, status => status == HttpStatusCode.OK);

        async Task<HttpStatusCode> Call()
        {
            using var answer = await eager.GetAsync(Handoffs, TestContext.Current.CancellationToken);
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task Sign_in_attempts_from_one_address_are_limited()
    {
        await using var gateway = await GatewayUnderTest.Start(fixture.Parts, fixture.Backend, ("RateLimits:SignInsAMinute", "3"));
        var browser = new SignInBrowser(gateway);

        // The five requests run at once. One after the other could take so long on a slow machine that a later request is allowed again.
        var seen = await Task.WhenAll(Enumerable.Range(0, 5).Select(async n =>
        {
            using var answer = await browser.SignIn($"nobody-{n}@funnel.example", "a guess of a password");
            return answer.StatusCode;
        }));

        Assert.Equal(
            [HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.TooManyRequests,
                HttpStatusCode.TooManyRequests],
            seen.Order());
    }

    [Fact]
    public async Task Requests_to_survey_links_are_limited_and_no_neighbouring_path_is_anonymous()
    {
        await using var gateway = await GatewayUnderTest.Start(fixture.Parts, fixture.Backend, ("RateLimits:AnswersAMinute", "3"));
        using var anybody = gateway.ClientWith(null);
        var seen = await Task.WhenAll(Enumerable.Range(0, 5).Select(async n =>
        {
            using var answer =
                await anybody.PostAsync($"/api/sales/v1/surveys/answer/guess-{n}", null, TestContext.Current.CancellationToken);
            return answer.StatusCode;
        }));

        Assert.Equal(
            [HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.TooManyRequests, HttpStatusCode.TooManyRequests],
            seen.Order());
        foreach (var path in new[] { "/api/sales/v1/surveys", "/api/sales/v1/surveys/answers/x", "/api/sales/v1/surveys/answer/../score",
            "/api/marketing/v1/surveys/answer/x" })
        {
            using var answer = await anybody.GetAsync(path, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }
    }
}
