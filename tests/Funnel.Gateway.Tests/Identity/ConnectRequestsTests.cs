using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Funnel.Testing;

namespace Funnel.Gateway.Tests;

/// <summary>The sign-in page and the token endpoint answer hostile requests with an error, never with a failure of the server.</summary>
public sealed class ConnectRequestsTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private const int Rounds = 500;

    /// <summary>Other places that need no token.</summary>
    private static readonly string[] Public =
        ["/docs/", "/api/identity/openapi/", "/.well-known/", "/api/sales/v1/surveys/answer/", "/connect/", "/"];

    [Theory]
    [InlineData("redirect_uri", null, "redirect_uri")]
    [InlineData("redirect_uri", "", "redirect_uri")]
    [InlineData("client_id", null, "client_id")]
    [InlineData("client_id", "a\0b", "NUL")]
    [InlineData("state", "a\0b", "control characters")]
    public async Task An_authorization_request_without_a_needed_parameter_gets_400(string field, string? value, string named)
    {
        using var http = fixture.Gateway.ClientWith(null);
        using var answer =
            await http.GetAsync(new SignInBrowser(fixture.Gateway).AuthorizeUrl((field, value)), TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.StatusCode == HttpStatusCode.BadRequest, $"{answer.StatusCode} {text}");
        Assert.Contains(named, text);
    }

    [Fact]
    public async Task A_parameter_that_is_sent_twice_gets_400()
    {
        using var http = fixture.Gateway.ClientWith(null);
        foreach (var field in new[] { "redirect_uri", "client_id", "state", "scope", "prompt" })
        {
            using var answer = await http.GetAsync(
                $"{new SignInBrowser(fixture.Gateway).AuthorizeUrl()}&{field}=1&{field}=2", TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.Contains($"`{field}`", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task A_form_with_too_many_fields_and_NUL_in_a_name_get_400()
    {
        using var http = fixture.Gateway.ClientWith(null);
        var many = string.Join('&', Enumerable.Range(0, 2000).Select(n => $"f{n}=1"));
        foreach (var form in new[] { many, "grant_type=client_credentials&client_id=a%00b&client_secret=x", "%00=1" })
        {
            using var body = new StringContent(form, Encoding.UTF8, "application/x-www-form-urlencoded");
            using var answer = await http.PostAsync("/connect/token", body, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        }

        http.DefaultRequestHeaders.Authorization = Basic("a\0b:secret");
        using var grant = new FormUrlEncodedContent([new("grant_type", "client_credentials")]);
        using var named = await http.PostAsync("/connect/token", grant, TestContext.Current.CancellationToken);
        Assert.True((int)named.StatusCode is 400 or 401, $"{named.StatusCode}");

        using var signIn = await new SignInBrowser(fixture.Gateway).EnterPassword("ana\0@funnel.example", "correct horse battery");
        Assert.Equal(HttpStatusCode.BadRequest, signIn.StatusCode);
    }

    [Fact]
    public async Task No_hostile_request_makes_the_identity_server_fail()
    {
        await using var gateway = await GatewayUnderTest.Start(fixture.Parts, fixture.Backend, ("RateLimits:SignInsAMinute", "10000"));
        var person = await fixture.AddPersonWithPassword("correct horse battery", "sales");
        var tokens = await new SignInBrowser(gateway).Tokens(person.Email, "correct horse battery");
        using var http = gateway.ClientWith(null);
        var (wrong, refused) = (new List<string>(), 0);
        for (var seed = HostileWalk.Seed; seed < HostileWalk.Seed + Rounds; seed++)
        {
            using var request = Request(new Random(seed), gateway, tokens.GetProperty("refresh_token").GetString()!);
            var what = $"{request.Method} {request.RequestUri} {request.Headers.Authorization} "
                + (request.Content is null ? "" : await request.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
            refused += (int)answer.StatusCode is >= 400 and < 500 ? 1 : 0;
            if ((int)answer.StatusCode >= 500)
            {
                wrong.Add($"{(int)answer.StatusCode} {what} (seed {seed})");
            }
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} times:\n{string.Join('\n', wrong)}");
        Assert.True(refused > Rounds / 2, $"Only {refused} of {Rounds} requests were refused.");
    }

    private static HttpRequestMessage Request(Random random, GatewayUnderTest gateway, string refreshToken)
    {
        var hostile = new Hostile(random);
        var (path, method, fields) = random.Next(7) switch
        {
            0 => ("/connect/authorize", HttpMethod.Get, Authorization()),
            1 => ("/connect/authorize", HttpMethod.Post, [.. Authorization(), ("username", "ana@funnel.example"), ("password", "a guess")]),
            2 => ("/connect/authorize", HttpMethod.Post, [.. Authorization(), ("ticket", "AAAA"), ("code_from_app", "123456")]),
            3 => ("/connect/token", HttpMethod.Post, Fields(
                ("grant_type", "client_credentials"), ("client_id", "cli"), ("client_secret", "no secret"), ("scope", "sales.read"))),
            4 => ("/connect/token", HttpMethod.Post, Fields(
                ("grant_type", "refresh_token"), ("client_id", "console"), ("refresh_token", refreshToken[..^3] + "AAA"))),
            5 => (Public[random.Next(Public.Length)] + hostile.Segment(), HttpMethod.Get, Fields(("version", "1"))),
            _ => ("/connect/revocation", HttpMethod.Post, Fields(("client_id", "console"), ("token", refreshToken[..^3] + "AAA"))),
        };
        var sent = fields.SelectMany(field => Change(field.Name, Uri.EscapeDataString(field.Value))).ToList();
        path = random.Next(8) switch { 0 => path + "/", 1 => path.ToUpperInvariant(), 2 => path + "/x", _ => path };
        method = random.Next(10) == 0 ? new HttpMethod(random.Next(3) switch { 0 => "PUT", 1 => "GET", _ => "HEAD" }) : method;
        var encoded = string.Join('&', sent);
        var inQuery = method == HttpMethod.Get || random.Next(10) == 0;
        var request = new HttpRequestMessage(method, inQuery ? $"{path}?{encoded}" : path);
        if (!inQuery)
        {
            var mediaType = random.Next(12) == 0 ? "application/json" : "application/x-www-form-urlencoded";
            request.Content = new StringContent(encoded, Encoding.UTF8, mediaType);
        }

        if (random.Next(6) == 0)
        {
            request.Headers.Authorization = Basic(Uri.UnescapeDataString($"{hostile.Text()}:{hostile.Text()}"));
        }

        return request;

        (string Name, string Value)[] Authorization() => Fields([.. new SignInBrowser(gateway).AuthorizeUrl().Split('?')[1].Split('&')
            .Select(field => field.Split('=')).Select(field => (field[0], Uri.UnescapeDataString(field[1])))]);

        IEnumerable<string> Change(string name, string value) => random.Next(14) switch
        {
            0 => [],
            1 => [$"{name}={hostile.Text()}"],
            2 => [$"{name}={Uri.EscapeDataString(hostile.Spoiled(Uri.UnescapeDataString(value)))}"],
            3 => [$"{name}={value}", $"{name}={hostile.Text()}"],
            4 => [$"{name}%5B%5D={value}"],
            _ => [$"{name}={value}"],
        };
    }

    private static (string Name, string Value)[] Fields(params (string Name, string Value)[] fields) => fields;

    private static AuthenticationHeaderValue Basic(string text) => new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(text)));
}
