using System.Net;
using System.Text.Json;
using Funnel.Testing;

namespace Funnel.Insights.Tests;

internal static class Refusing
{
    /// <summary>Sends a request and expects a problem with the given status and code.</summary>
    public static async Task Refused(this ServiceUnderTest<Program, InsightsDb> service, string path, HttpStatusCode status, string code)
    {
        using var response = await service.Http.GetAsync(path, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.StatusCode == status, $"GET {path}: {(int)response.StatusCode} {text}");
        Assert.Equal(code, JsonDocument.Parse(text).RootElement.GetProperty("code").GetString());
    }
}
