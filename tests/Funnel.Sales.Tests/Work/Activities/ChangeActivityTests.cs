using System.Net;
using System.Net.Http.Json;
using Funnel.Contracts.Sales;
using Funnel.Testing;

namespace Funnel.Sales.Tests;

public sealed class ChangeActivityTests(SalesFixture fixture)
{
    private const string Path = "/api/sales/v1/activities";
    private readonly ServiceUnderTest<Program, SalesDb> sales = fixture.Service;

    [Fact]
    public async Task Text_outcome_duration_and_time_change_once_and_are_published()
    {
        var (activity, at) = (await Logged(), sales.Clock.GetUtcNow().AddDays(-1).ToMicroseconds());
        var body = new { subject = "Right subject", body = "Notes", outcome = "left a message", minutes = 5, occurredAt = at };
        var changed = await sales.Patch<ActivityResponse>($"{Path}/{activity.Id}", body);
        Assert.Equal(("Right subject", "Notes", "left a message", (int?)5, at),
            (changed.Subject, changed.Body, changed.Outcome, changed.Minutes, changed.OccurredAt));
        await sales.Patch<ActivityResponse>($"{Path}/{activity.Id}", body);

        var facts = await sales.Published(activity.Id);
        facts.WithoutGaps();
        Assert.Equal(2, facts.Count);
        Assert.Equal(facts[0].CorrelationId, facts[1].CorrelationId);
        var fact = Assert.IsType<ActivityChanged>(facts[1].Data);
        Assert.Equal(["subject", "body", "outcome", "minutes", "occurredAt"], fact.Changed);
        Assert.Equal((activity.OccurredAt, at), (fact.FromOccurredAt, fact.OccurredAt));
    }

    [Fact]
    public async Task An_outdated_version_is_refused()
    {
        var activity = await Logged();
        using var shown = await sales.Http.GetAsync($"{Path}/{activity.Id}", TestContext.Current.CancellationToken);
        await sales.Patch<ActivityResponse>($"{Path}/{activity.Id}", new { subject = "Newer" });
        using var request = new HttpRequestMessage(HttpMethod.Patch, $"{Path}/{activity.Id}");
        request.Content = JsonContent.Create(new { subject = "Older" });
        request.Headers.IfMatch.Add(shown.Headers.ETag!);
        using var refused = await sales.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.PreconditionFailed, refused.StatusCode);
    }

    [Fact]
    public async Task A_call_that_happened_earlier_than_it_was_logged_meets_the_SLA_clock_earlier()
    {
        var handoff = await sales.HandOver();
        var at = sales.Clock.GetUtcNow().AddMinutes(2);
        var activity = await sales.Post<ActivityResponse>(Path, new
        {
            kind = "call", subject = "Call", representativeId = fixture.Team[0].Id, occurredAt = at,
            records = new[] { new { kind = "handoff", id = handoff.Id } },
        });
        var before = await OutreachAt(handoff.Id);
        await sales.Patch<ActivityResponse>($"{Path}/{activity.Id}", new { occurredAt = at.AddMinutes(-1) });
        Assert.Equal(before.AddMinutes(-1), await OutreachAt(handoff.Id));
    }

    private async Task<ActivityResponse> Logged() =>
        await sales.LogActivity(fixture.Team[0].Id, "call", "Wrong subject", ("account", (await sales.OpenAccount()).Id));

    private async Task<DateTimeOffset> OutreachAt(Guid handoff)
    {
        await using var command = sales.Database.CreateCommand($"select first_outreach_at from sla_clocks where handoff_id = '{handoff}'");
        return new((DateTime)(await command.ExecuteScalarAsync())!);
    }
}
