using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Funnel.Testing;

namespace Funnel.Flows.Tests;

/// <summary>Other users of the machine reach the ports of the dashboard too. They can neither read it nor write into it.</summary>
public sealed partial class DashboardTests(RunningSystem system)
{
    [Theory]
    [InlineData(null)]
    [InlineData("0123456789abcdef0123456789abcdef")]
    public async Task The_dashboard_shows_nothing_and_takes_nothing_without_its_keys(string? wrong)
    {
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { Timeout = Patience.Request };
        if (wrong is not null)
        {
            http.DefaultRequestHeaders.Add("x-api-key", wrong);
            http.DefaultRequestHeaders.Add("x-otlp-api-key", wrong);
        }

        foreach (var page in new[] { "/traces", "/structuredlogs", $"/login?t={wrong ?? "x"}&returnUrl=/traces" })
        {
            using var shown = await http.GetAsync(new Uri(system.Dashboard.Address, page));
            Assert.True(shown.StatusCode == HttpStatusCode.OK
                ? page.StartsWith("/login", StringComparison.Ordinal)
                : shown.Headers.Location!.ToString().Contains("/login", StringComparison.Ordinal), $"{page}: {shown}");
        }

        foreach (var kind in new[] { "spans", "logs", "traces", "resources" })
        {
            using var api = await http.GetAsync(new Uri(system.Dashboard.Address, $"/api/telemetry/{kind}"));
            Assert.Equal((kind, HttpStatusCode.Unauthorized), (kind, api.StatusCode));
        }

        using var span = new ByteArrayContent([]) { Headers = { ContentType = new("application/x-protobuf") } };
        using var taken = await http.PostAsync(new Uri($"http://127.0.0.1:{system.Port + 22}/v1/traces"), span);
        Assert.Equal(HttpStatusCode.Unauthorized, taken.StatusCode);
        using var call = new HttpRequestMessage(HttpMethod.Post,
            $"http://127.0.0.1:{system.Port + 21}/opentelemetry.proto.collector.trace.v1.TraceService/Export")
        {
            Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(new byte[5]) { Headers = { ContentType = new MediaTypeHeaderValue("application/grpc") } },
        };
        using var grpc = await http.SendAsync(call);
        Assert.Equal(HttpStatusCode.Unauthorized, grpc.StatusCode);
    }

    [Fact]
    public async Task The_link_that_status_prints_signs_in_to_the_dashboard()
    {
        var link = Link().Match(await system.Run("./funnel", "status")).Value;
        using var http = new HttpClient { Timeout = Patience.Request };
        using var page = await http.GetAsync(new Uri(link));
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.DoesNotContain("login", page.RequestMessage!.RequestUri!.AbsolutePath);
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+/login\?t=[0-9a-f]{32}")]
    private static partial Regex Link();
}
