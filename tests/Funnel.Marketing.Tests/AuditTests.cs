using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Funnel.Marketing.Capture;
using Funnel.ServiceDefaults;

namespace Funnel.Marketing.Tests;

public sealed class AuditTests(MarketingFixture marketing)
{
    [Fact]
    public async Task Capturing_and_identifying_a_lead_is_logged_with_the_actor_and_the_fields_before_and_after()
    {
        var email = $"{Guid.CreateVersion7()}@audit.example";
        var lead = await marketing.Service.Post<CaptureLeadResponse>("/api/marketing/v1/leads", new { email, company = "Alpine" });
        await marketing.Service.Post<CaptureLeadResponse>("/api/marketing/v1/leads", new { email, jobTitle = "Head of Operations" });
        var log = await marketing.Service.Get<Page<AuditEntry>>($"/api/marketing/v1/audit?entityId={lead.Id}");
        Assert.Equal([("changed", "lead", "tester", "Test Person"), ("created", "lead", "tester", "Test Person")],
            log.Items.Select(line => (line.Action, line.Entity, line.Actor, line.ActorName!)));
        var (before, after) = (log.Items[0].Before!.Value, log.Items[0].After!.Value);
        Assert.Equal((JsonValueKind.Null, "Head of Operations"),
            (before.GetProperty("jobTitle").ValueKind, after.GetProperty("jobTitle").GetString()));
        Assert.False(after.TryGetProperty("company", out _));
        Assert.Equal((email, "Alpine"),
            (log.Items[1].After!.Value.GetProperty("email").GetString(), log.Items[1].After!.Value.GetProperty("company").GetString()));
    }

    [Fact]
    public async Task Captures_that_share_a_commit_are_logged_each_with_its_own_caller()
    {
        var callers = Enumerable.Range(0, 20).Select(_ => $"client-{Guid.CreateVersion7():n}").ToList();
        var leads = await Task.WhenAll(callers.Select(async caller =>
        {
            using var http = marketing.Service.As(marketing.Service.Issuer.Token([new("scope", "marketing.write")], subject: caller));
            using var answer = await http.PostAsJsonAsync("/api/marketing/v1/leads", new { email = $"{caller}@audit.example" });
            return (await answer.Content.ReadFromJsonAsync<CaptureLeadResponse>(Testing.ServiceUnderTest<Program, MarketingDb>.Json))!.Id;
        }));
        foreach (var (caller, lead) in callers.Zip(leads))
        {
            var line = Assert.Single((await marketing.Service.Get<Page<AuditEntry>>($"/api/marketing/v1/audit?entityId={lead}")).Items);
            Assert.Equal((caller, "created", $"{caller}@audit.example"),
                (line.Actor, line.Action, line.After!.Value.GetProperty("email").GetString()));
        }
    }

    [Fact]
    public async Task A_refused_capture_is_not_logged()
    {
        var email = $"no address of {Guid.CreateVersion7()}";
        using var refused = await marketing.Service.Post("/api/marketing/v1/leads", new { email });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        await using var command = marketing.Service.Database
            .CreateCommand("select count(*) from audit.lines where after ->> 'email' = $1");
        command.Parameters.Add(new() { Value = email });
        Assert.Equal(0L, await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_service_seals_its_audit_log()
    {
        var lead = await marketing.Capture(new { email = MarketingFixture.NewEmail() });
        await Testing.Eventually.Get(() => marketing.Count(
            "select count(*) from audit.lines l, audit.seals s where l.entity_id = $1 and (l.xid, l.id) <= (s.xid, s.id)",
            lead.Id.ToString()), seals => seals > 0);
        Assert.Contains(" is unchanged: ",
            await AuditVerification.Verify(marketing.Service.Database, TestContext.Current.CancellationToken));
    }
}
