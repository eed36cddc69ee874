using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Funnel.Flows.Tests;

/// <summary>Every part dies by kill -9 while leads come in; it comes back by itself, and nothing acknowledged is lost or doubled.</summary>
public sealed class CrashTests(RunningSystem system)
{
    private static readonly string[] Victims = ["marketing", "sales", "insights", "gateway", "rabbitmq", "postgres"];

    [Fact]
    public async Task Whatever_dies_while_leads_come_in_each_acknowledged_lead_is_handed_over_exactly_once()
    {
        var run = $"crash-{TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()}";
        using var enough = new CancellationTokenSource();
        var acknowledged = new ConcurrentBag<string>();
        var failures = 0;
        var writers = Enumerable.Range(0, 4).Select(writer => Task.Run(async () =>
        {
            for (var number = 0; !enough.IsCancellationRequested; number++)
            {
                var lead = new
                {
                    email = $"{run}-{writer}-{number}@example.com",
                    channel = run,
                    touches = new[] { new { kind = "form", asset = "demo-request", externalId = "1" } },
                };
                string? id;
                while ((id = await TryCapture(lead)) is null)
                {
                    Interlocked.Increment(ref failures);
                    await Task.Delay(100);
                }

                acknowledged.Add(id);
                await Task.Delay(20);
            }
        })).ToList();

        foreach (var victim in Victims)
        {
            await Task.Delay(1000);
            await system.Run("kill", "-9", await ProcessOf(victim));
            await Recovered();
        }

        await enough.CancelAsync();
        await Task.WhenAll(writers);
        var leads = acknowledged.ToHashSet();
        Assert.Equal(leads.Count, acknowledged.Count);
        Assert.True(leads.Count > 100, $"Only {leads.Count} leads were captured.");
        Assert.True(failures > 0, "Nothing was ever down.");

        await system.Gateway.Await($"/api/insights/v1/funnels/cohorts?by=channel", cohorts => Qualified(cohorts) >= leads.Count);
        Assert.Equal(leads.Count, Qualified(await system.Gateway.Get("/api/insights/v1/funnels/cohorts?by=channel")));
        var journals = await Testing.Eventually.Get(() => system.Journals(leads), told => Told(told, "sales.lead.assigned.v1") >= leads.Count, seconds: 60);
        foreach (var type in new[] { "marketing.contact.captured.v1", "marketing.touch.recorded.v1", "marketing.lead.qualified.v1", "sales.lead.assigned.v1" })
        {
            Assert.Equal(leads.Count, Told(journals, type));
        }

        foreach (var service in new[] { "marketing", "sales" })
        {
            Assert.Equal(0, (await system.Gateway.Get($"/api/{service}/v1/events/unpublished")).GetArrayLength());
        }

        static int Told(List<JsonElement> events, string type) => events.Count(@event => @event.GetProperty("type").GetString() == type);
        long Qualified(JsonElement cohorts) => cohorts.GetProperty("cohorts").EnumerateArray().Where(cohort => cohort.GetProperty("channel").GetString() == run)
            .Select(cohort => cohort.GetProperty("stages")[0].GetProperty("count").GetInt64()).SingleOrDefault();
    }

    /// <returns>The lead, or null where no answer came or the answer was that it can't be done now.</returns>
    private async Task<string?> TryCapture(object lead)
    {
        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            using var response = await system.Http.PostAsJsonAsync("/api/marketing/v1/leads", lead, limit.Token);
            if (response.IsSuccessStatusCode)
            {
                return (await response.Content.ReadFromJsonAsync<JsonElement>(limit.Token)).GetProperty("id").GetString();
            }

            Assert.True((int)response.StatusCode is 502 or 503 or 504, $"{response.StatusCode}: {await response.Content.ReadAsStringAsync(limit.Token)}");
            return null;
        }
        catch (Exception down) when (down is HttpRequestException or OperationCanceledException or IOException)
        {
            return null;
        }
    }

    private async Task<string> ProcessOf(string part) =>
        Regex.Match(await system.Run("./funnel", "status"), $@"^{part}\s+RUNNING\s+pid (\d+)", RegexOptions.Multiline) is { Success: true } found
            ? found.Groups[1].Value
            : throw new InvalidOperationException($"{part} does not run.");

    /// <summary>All parts run again and the services say that they are well.</summary>
    private async Task Recovered()
    {
        await Testing.Eventually.Get(async () =>
        {
            var status = await system.Run("./funnel", "status");
            return Victims.All(part => Regex.IsMatch(status, $@"^{part}\s+RUNNING", RegexOptions.Multiline)) && await IsCaptured();
        }, recovered => recovered, seconds: 90);

        async Task<bool> IsCaptured() => await TryCapture(new
        {
            email = string.Create(CultureInfo.InvariantCulture, $"probe-{TimeProvider.System.GetUtcNow().Ticks}@example.com"),
        }) is not null;
    }
}
