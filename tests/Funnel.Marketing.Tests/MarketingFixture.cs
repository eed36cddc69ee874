using System.Net;
using System.Text;
using System.Text.Json;
using Funnel.Contracts.Marketing;
using Funnel.Marketing.Capture;
using Funnel.Marketing.Touches;
using Funnel.Messaging;
using Funnel.Testing;

[assembly: AssemblyFixture(typeof(Funnel.Marketing.Tests.MarketingFixture))]

namespace Funnel.Marketing.Tests;

/// <summary>Marketing alone, on its own database and virtual host. Each test captures its own people.</summary>
public sealed class MarketingFixture : IAsyncLifetime
{
    public const string Leads = "/api/marketing/v1/leads";
    public const string Touches = "/api/marketing/v1/touches";

    private static int made;
    private ServiceUnderTest<Program, MarketingDb>? service;

    internal ServiceUnderTest<Program, MarketingDb> Service => service ?? throw new InvalidOperationException("The service did not start.");

    public async ValueTask InitializeAsync() => service = await ServiceUnderTest<Program, MarketingDb>.Start("marketing");

    public ValueTask DisposeAsync() => service?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>A name that no other test uses.</summary>
    internal static string New(string prefix) => $"{prefix}-{Interlocked.Increment(ref made)}";

    internal static string NewEmail() => $"{New("person")}@customer.example";

    internal Task<CaptureLeadResponse> Capture(object lead) => Service.Post<CaptureLeadResponse>(Leads, lead);

    /// <summary>Captures a lead that asked for a demo.</summary>
    internal Task<CaptureLeadResponse> CaptureInterested(DateTimeOffset? occurredAt = null) =>
        Capture(new { email = NewEmail(), occurredAt, touches = new[] { new { kind = "form", asset = "demo-request" } } });

    internal Task<LeadResponse> Lead(Guid id) => Service.Get<LeadResponse>($"{Leads}/{id}");

    /// <summary>Captures a lead that qualifies, and waits for its handoff.</summary>
    internal async Task<(Guid Id, CloudEvent Handoff)> Qualified(DateTimeOffset? occurredAt = null)
    {
        var captured = await CaptureInterested(occurredAt);
        var handoffs = await Handoffs(captured.Id, 1);
        return (captured.Id, handoffs[0]);
    }

    /// <summary>Waits until the lead has this number of handoffs.</summary>
    internal Task<List<CloudEvent>> Handoffs(Guid lead, int count) =>
        Eventually.Get(() => HandoffsNow(lead), handoffs => handoffs.Count >= count);

    internal async Task<List<CloudEvent>> HandoffsNow(Guid lead) =>
        [.. (await Service.Published(lead)).Where(fact => fact.Data is LeadQualified)];

    /// <summary>Waits until scoring has read the journal to its present end.</summary>
    internal async Task Scored()
    {
        await using var last = Service.Database.CreateCommand("select coalesce(max(position), 0) from messaging.journal");
        var position = (long)(await last.ExecuteScalarAsync())!;
        await Eventually.Get(async () =>
        {
            await using var cursor = Service.Database.CreateCommand("select position from messaging.cursors where name = 'scoring'");
            return (long?)await cursor.ExecuteScalarAsync() ?? 0;
        }, at => at >= position);
    }

    internal async Task<long> Count(string sql, params object[] values)
    {
        await using var command = Service.Database.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Posts text unchanged, and returns the status and the code of the problem.</summary>
    internal async Task<(HttpStatusCode Status, string? Code)> PostText(string path, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await Service.Http.PostAsync(path, content, TestContext.Current.CancellationToken);
        return (response.StatusCode, await CodeOf(response));
    }

    internal async Task<(HttpStatusCode Status, string? Code)> Refused(string path, object body)
    {
        using var response = await Service.Post(path, body);
        return (response.StatusCode, await CodeOf(response));
    }

    internal async Task<(HttpStatusCode Status, string? Code)> RefusedGet(string path)
    {
        using var response = await Service.Http.GetAsync(path, TestContext.Current.CancellationToken);
        return (response.StatusCode, await CodeOf(response));
    }

    private static async Task<string?> CodeOf(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        return !response.IsSuccessStatusCode && JsonDocument.Parse(text).RootElement.TryGetProperty("code", out var code)
            ? code.GetString()
            : null;
    }
}

/// <summary>A service for tests that publish scoring rules, which apply to every lead.</summary>
public sealed class MarketingOfItsOwn : IAsyncLifetime
{
    internal MarketingFixture Marketing { get; } = new();

    public ValueTask InitializeAsync() => Marketing.InitializeAsync();

    public ValueTask DisposeAsync() => Marketing.DisposeAsync();
}
