using System.Net.Http.Json;
using System.Text.Json;
using Funnel.Contracts;
using Funnel.Contracts.Marketing;
using Funnel.Messaging;
using Funnel.Testing;

namespace Funnel.Sales.Tests;

/// <summary>Steps that many tests share.</summary>
internal static class Steps
{
    public static string New(string what) => $"{what}-{Guid.CreateVersion7():N}";

    public static Task<RepresentativeResponse> Hire(this ServiceUnderTest<Program, SalesDb> sales, string name, bool active = true) =>
        sales.Post<RepresentativeResponse>("/api/sales/v1/representatives",
            new { name, email = $"{New(name.Replace(' ', '-'))}@sales.example", externalId = New("rep"), active });

    /// <summary>Adds an active representative who gets no leads.</summary>
    public static async Task<RepresentativeResponse> HireManager(this ServiceUnderTest<Program, SalesDb> sales, string name)
    {
        var manager = await sales.Hire(name, active: false);
        await sales.Put<RepresentativeResponse>($"/api/sales/v1/representatives/{manager.Id}/capacity",
            new { weight = 1, maxOpenHandoffs = 0 });
        return await sales.Post<RepresentativeResponse>($"/api/sales/v1/representatives/{manager.Id}/activate", new { });
    }

    public static LeadQualified Qualified(Guid lead, int cycle = 1, string? externalId = null) => new(
        lead, cycle, 3, 75, 40, 35, 60,
        [new("country-de", ScoreAxis.Fit, 40, null, null),
         new("demo-requested", ScoreAxis.Engagement, 35, Guid.CreateVersion7(), new DateTimeOffset(2026, 1, 5, 9, 0, 0, TimeSpan.Zero))],
        new(externalId ?? $"ext-{lead:N}", $"{lead:N}@buyer.example", "+491701234567", "Vera Buyer", "Buyer & Co", "Head of Buying", "DE",
            "paid search", "spring", "summer",
            [new(Guid.CreateVersion7(), TouchKind.Form, "demo", "summer", new DateTimeOffset(2026, 1, 5, 9, 0, 0, TimeSpan.Zero))],
            [new("newsletter", "email", "consent", new DateTimeOffset(2026, 1, 5, 9, 0, 0, TimeSpan.Zero))],
            CompanySize: 120));

    /// <summary>Publishes that a lead qualified, and waits for its handoff.</summary>
    public static async Task<HandoffSummary> HandOver(
        this ServiceUnderTest<Program, SalesDb> sales, Guid? lead = null, int cycle = 1, DateTimeOffset? at = null,
        string? externalId = null)
    {
        var id = lead ?? Guid.CreateVersion7();
        await sales.Deliver(id, Qualified(id, cycle, externalId), at, sequence: cycle);
        return await sales.HandoffOf(id, cycle);
    }

    public static async Task<HandoffSummary> HandoffOf(this ServiceUnderTest<Program, SalesDb> sales, Guid lead, int cycle = 1)
    {
        var found = await Eventually.Get(() => sales.Get<Page<HandoffSummary>>($"/api/sales/v1/handoffs?leadId={lead}"),
            page => page.Items.Any(handoff => handoff.Cycle == cycle));
        return found.Items.Single(handoff => handoff.Cycle == cycle);
    }

    /// <summary>The published facts of a lead without those of the SLA clock, whose time is not fixed.</summary>
    public static async Task<List<CloudEvent>> StoryBesidesClock(this ServiceUnderTest<Program, SalesDb> sales, Guid lead) =>
        [.. (await sales.Story(lead)).Where(fact => !fact.Type.StartsWith("sales.handoff.", StringComparison.Ordinal))];

    public static Task<HandoffDecisionResponse> Accept(this ServiceUnderTest<Program, SalesDb> sales, Guid handoff, string by = "Ana",
        DateTimeOffset? at = null) =>
        sales.Post<HandoffDecisionResponse>($"/api/sales/v1/handoffs/{handoff}/accept", new { decidedBy = by, occurredAt = at });

    /// <param name="unassigned">Where there is no representative who has the handoff.</param>
    public static object Conversion(string account, decimal amount = 12000.50m, bool unassigned = false) => new
    {
        accountName = account,
        opportunity = new { name = "First order", amount, currency = "EUR", expectedCloseDate = "2026-12-31", unassigned },
    };

    /// <summary>Creates an opportunity without a lead.</summary>
    public static Task<OpportunityState> Open(this ServiceUnderTest<Program, SalesDb> sales, decimal amount = 1000) =>
        sales.Post<OpportunityState>("/api/sales/v1/opportunities", Opportunity(amount));

    public static object Opportunity(decimal amount = 1000, string? externalId = null, object? account = null) => new
    {
        account = account ?? new { name = New("account") },
        name = "Deal",
        amount,
        currency = "EUR",
        expectedCloseDate = "2026-12-31",
        externalId,
        unassigned = true,
    };

    /// <summary>Checks the status and returns the code and the detail of the problem.</summary>
    public static async Task<(string Code, string Detail)> Refused(this Task<HttpResponseMessage> sent, int status)
    {
        using var response = await sent;
        var text = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode == status, $"{(int)response.StatusCode} {text}");
        using var problem = JsonDocument.Parse(text);
        var root = problem.RootElement;
        Assert.Equal($"urn:funnel:problem:{root.GetProperty("code").GetString()}", root.GetProperty("type").GetString());
        return (root.GetProperty("code").GetString()!, root.TryGetProperty("detail", out var detail) ? detail.GetString() ?? "" : "");
    }

    public static Task<HttpResponseMessage> PostRaw(this ServiceUnderTest<Program, SalesDb> sales, string path, string json) =>
        sales.Http.PostAsync(path, new StringContent(json, System.Text.Encoding.UTF8, "application/json"));

    public static Task<T> Patch<T>(this ServiceUnderTest<Program, SalesDb> sales, string path, object body) =>
        sales.Send<T>(HttpMethod.Patch, path, body);

    public static Task<T> Put<T>(this ServiceUnderTest<Program, SalesDb> sales, string path, object body) =>
        sales.Send<T>(HttpMethod.Put, path, body);

    private static async Task<T> Send<T>(this ServiceUnderTest<Program, SalesDb> sales, HttpMethod method, string path, object body)
    {
        using var request =
            new HttpRequestMessage(method, path) { Content = JsonContent.Create(body, options: ServiceUnderTest<Program, SalesDb>.Json) };
        using var response = await sales.Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode
            ? JsonSerializer.Deserialize<T>(text, ServiceUnderTest<Program, SalesDb>.Json)!
            : throw new HttpRequestException($"{method} {path}: {(int)response.StatusCode} {text}");
    }

    public static async Task<long> Count(this ServiceUnderTest<Program, SalesDb> sales, string sql)
    {
        await using var command = sales.Database.CreateCommand($"select count(*) from {sql}");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Checks that the sequence numbers start at 1 and have no gap.</summary>
    public static void WithoutGaps(this IReadOnlyList<CloudEvent> facts) =>
        Assert.Equal(Enumerable.Range(1, facts.Count), facts.Select(fact => fact.Sequence));
}
