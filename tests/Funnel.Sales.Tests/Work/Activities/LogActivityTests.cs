using Funnel.Contracts.Sales;
using Funnel.Messaging;
using Funnel.ServiceDefaults;
using Funnel.Testing;

namespace Funnel.Sales.Tests;

public sealed class LogActivityTests(SalesFixture fixture)
{
    private const string Path = "/api/sales/v1/activities";
    private readonly ServiceUnderTest<Program, SalesDb> sales = fixture.Service;
    private readonly Guid ana = fixture.Team[0].Id;

    [Theory]
    [InlineData("call")]
    [InlineData("email")]
    [InlineData("meeting")]
    [InlineData("note")]
    public async Task An_activity_can_belong_to_several_records_and_is_published_once(string kind)
    {
        var handoff = await sales.HandOver();
        var account = await sales.OpenAccount();
        var contact = await sales.AddContact(account.Id);
        var deal = await sales.OpenAt(account.Id);
        var at = new DateTimeOffset(2026, 2, 3, 9, 30, 0, TimeSpan.Zero);
        var logged = await sales.Post<ActivityResponse>(Path, new
        {
            kind,
            subject = "First talk",
            body = "They want it by May.",
            minutes = 30,
            occurredAt = at,
            representativeId = ana,
            records = new[] { new { kind = "account", id = account.Id }, new { kind = "contact", id = contact.Id },
                new { kind = "opportunity", id = deal.Id }, new { kind = "handoff", id = handoff.Id },
                new { kind = "account", id = account.Id } },
        });
        Assert.Equal((at, ana, fixture.Team[0].Name, 4),
            (logged.OccurredAt, logged.RepresentativeId, logged.Representative, logged.Records.Count));
        foreach (var record in new[] { $"accountId={account.Id}", $"contactId={contact.Id}", $"opportunityId={deal.Id}",
            $"handoffId={handoff.Id}" })
        {
            Assert.Equal(logged.Id, (await sales.Get<Page<ActivityResponse>>($"{Path}?{record}&kind={kind}")).Items.Single().Id);
        }

        var told = Assert.Single(await sales.Published(logged.Id));
        var fact = (ActivityLogged)told.Data!;
        Assert.Equal((at, handoff.LeadId, kind), (told.Time, told.CorrelationId, fact.Kind.ToString().ToLowerInvariant()));
        Assert.Equal((account.Id, contact.Id, deal.Id, handoff.Id, ana),
            (fact.AccountIds.Single(), fact.ContactIds.Single(), fact.OpportunityIds.Single(), fact.HandoffIds.Single(),
                fact.RepresentativeId));
    }

    [Fact]
    public async Task Activities_of_a_record_are_paged_by_time_in_whatever_order_they_were_logged()
    {
        var account = await sales.OpenAccount();
        foreach (var day in new[] { 3, 1, 5, 2, 4 })
        {
            await sales.Post<ActivityResponse>(Path,
                new { kind = "call", subject = $"Day {day}", representativeId = ana,
                    occurredAt = new DateTimeOffset(2025, 6, day, 8, 0, 0, TimeSpan.Zero),
                    records = new[] { new { kind = "account", id = account.Id } } });
        }

        var (seen, next) = (new List<string>(), "");
        do
        {
            var page = await sales.Get<Page<ActivityResponse>>($"{Path}?accountId={account.Id}&limit=2{next}");
            seen.AddRange(page.Items.Select(activity => activity.Subject));
            next = page.Next is { } id ? $"&after={id}" : "";
        }
        while (next.Length > 0);
        Assert.Equal(["Day 5", "Day 4", "Day 3", "Day 2", "Day 1"], seen);
    }

    [Theory]
    [InlineData("\"kind\":\"dream\"", 400, "malformed-request")]
    [InlineData("\"kind\":9", 400, "malformed-request")]
    [InlineData("\"subject\":\"\"", 400, "validation-failed")]
    [InlineData("\"records\":[]", 400, "validation-failed")]
    [InlineData("\"records\":[null]", 400, "validation-failed")]
    [InlineData("\"records\":[{\"kind\":\"account\",\"id\":\"00000000-0000-0000-0000-000000000001\"}]", 422, "record-not-found")]
    [InlineData("\"representativeId\":\"00000000-0000-0000-0000-000000000001\"", 422, "representative-not-found")]
    [InlineData("\"representativeId\":null", 422, "representative-not-named")]
    [InlineData("\"minutes\":1441", 400, "validation-failed")]
    [InlineData("\"occurredAt\":\"9999-01-01T00:00:00Z\"", 422, "occurred-at-out-of-range")]
    [InlineData("\"id\":\"00000000-0000-0000-0000-000000000001\"", 400, "malformed-request")]
    public async Task A_hostile_activity_is_refused_by_its_own_code_and_leaves_no_row(string field, int status, string code)
    {
        var account = await sales.OpenAccount();
        var name = field[..field.IndexOf(':', StringComparison.Ordinal)];
        var fields =
            new List<string> { "\"kind\":\"call\"", "\"subject\":\"Talk\"",
                $"\"representativeId\":\"{ana}\"", $$"""  "records":[{"kind":"account","id":"{{account.Id}}"}]""".Trim() };
        fields.RemoveAll(one => one.StartsWith(name, StringComparison.Ordinal));
        Assert.Equal(code, (await sales.PostRaw(Path, $"{{{string.Join(',', fields.Append(field))}}}").Refused(status)).Code);
        Assert.Equal(0, await sales.Count($"activity_records where account_id = '{account.Id}'"));
    }

    [Theory]
    [InlineData("call", true)]
    [InlineData("email", true)]
    [InlineData("meeting", true)]
    [InlineData("note", false)]
    public async Task Outreach_that_is_logged_stops_the_clock_of_the_leads_handoff_and_a_note_does_not(string kind, bool stops)
    {
        var handoff = await sales.HandOver();
        var logged = await sales.LogActivity(ana, kind, "First talk", ("handoff", handoff.Id));
        var shown = await sales.Get<HandoffResponse>($"/api/sales/v1/handoffs/{handoff.Id}");
        Assert.Equal(stops ? logged.OccurredAt : null, shown.Sla!.FirstOutreachAt);
        Assert.Equal(stops, shown.Sla.SpeedToLeadSeconds is not null);
    }

    [Fact]
    public async Task Outreach_that_is_logged_before_the_handoff_arrives_counts_after_its_arrival()
    {
        var now = sales.Clock.GetUtcNow();
        var first = await sales.HandOver(at: now.AddHours(-1));
        await sales.Post<HandoffDecisionResponse>($"/api/sales/v1/handoffs/{first.Id}/recycle",
            new { decidedBy = "Ana", reason = "timing", occurredAt = now.AddMinutes(-30) });
        foreach (var (kind, minutes) in new[] { ("call", 15), ("note", 9), ("email", 6), ("call", 5) })
        {
            await sales.Post<ActivityResponse>(Path, new
            {
                kind,
                subject = "Talk",
                representativeId = ana,
                occurredAt = now.AddMinutes(-minutes),
                records = new[] { new { kind = "handoff", id = first.Id } },
            });
        }

        // The lead qualified again ten minutes ago, but Sales receives the event only now. The email is the first outreach after that.
        var again = await sales.HandOver(first.LeadId, cycle: 2, at: now.AddMinutes(-10));
        var sla = (await sales.Get<HandoffResponse>($"/api/sales/v1/handoffs/{again.Id}")).Sla!;
        Assert.Equal((240, true), (sla.SpeedToLeadSeconds, sla.MetAt is not null && sla.MetAt == sla.FirstOutreachAt));
        Assert.Null((await sales.Get<HandoffResponse>($"/api/sales/v1/handoffs/{first.Id}")).Sla!.FirstOutreachAt);
        var told = (await sales.Story(first.LeadId)).Select(fact => fact.Data).OfType<HandoffSlaMet>().Single();
        Assert.Equal((again.Id, 240), (told.HandoffId, told.SpeedToLeadSeconds));
        Assert.Equal(0,
            await sales.Count(
                $"messaging.timers join sla_clocks on sla_clocks.id = timers.subject where sla_clocks.handoff_id = '{again.Id}'"));
    }

    [Fact]
    public async Task Outreach_and_a_handoff_that_arrive_at_the_same_moment_are_always_matched()
    {
        var now = sales.Clock.GetUtcNow();
        await Task.WhenAll(Enumerable.Range(0, 30).Select(async _ =>
        {
            var first = await sales.HandOver(at: now.AddHours(-1));
            await sales.Post<HandoffDecisionResponse>($"/api/sales/v1/handoffs/{first.Id}/recycle",
                new { decidedBy = "Ana", reason = "timing", occurredAt = now.AddMinutes(-30) });
            var again = sales.HandOver(first.LeadId, cycle: 2, at: now.AddMinutes(-10));
            await sales.Post<ActivityResponse>(Path,
                new { kind = "call", subject = "Talk", representativeId = ana, occurredAt = now.AddMinutes(-5),
                    records = new[] { new { kind = "handoff", id = first.Id } } });
            Assert.Equal(300, (await sales.Get<HandoffResponse>($"/api/sales/v1/handoffs/{(await again).Id}")).Sla!.SpeedToLeadSeconds);
        }));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Outreach_to_several_leads_stops_the_clock_of_each_in_any_order(bool isLoggedFirst)
    {
        var now = sales.Clock.GetUtcNow();
        var (one, two) = (await sales.HandOver(at: now.AddHours(-1)), await sales.HandOver(at: now.AddHours(-1)));
        (Guid One, Guid Two) wanted = (one.Id, two.Id);
        if (isLoggedFirst)
        {
            foreach (var handoff in new[] { one, two })
            {
                await sales.Post<HandoffDecisionResponse>($"/api/sales/v1/handoffs/{handoff.Id}/recycle",
                    new { decidedBy = "Ana", reason = "timing", occurredAt = now.AddMinutes(-50) });
            }
        }

        var logged = await sales.Post<ActivityResponse>(Path, new
        {
            kind = "email",
            subject = "To both",
            representativeId = ana,
            occurredAt = now.AddMinutes(-20),
            records = new[] { new { kind = "handoff", id = one.Id }, new { kind = "handoff", id = two.Id } },
        });
        if (isLoggedFirst)
        {
            wanted =
                ((await sales.HandOver(one.LeadId, cycle: 2, at: now.AddMinutes(-30))).Id,
                    (await sales.HandOver(two.LeadId, cycle: 2, at: now.AddMinutes(-30))).Id);
        }

        Assert.Equal(now.AddMinutes(-20).ToMicroseconds(), await MetAt(wanted.One));
        Assert.Equal(now.AddMinutes(-20).ToMicroseconds(), await MetAt(wanted.Two));
        Assert.Equal(one.LeadId, ((ActivityLogged)Assert.Single(await sales.Published(logged.Id)).Data!).LeadId);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Outreach_to_the_contact_of_the_lead_counts_in_any_order_and_outreach_to_the_account_does_not(
        bool isLoggedFirst)
    {
        var (lead, now) = (Guid.CreateVersion7(), sales.Clock.GetUtcNow());
        var account = await sales.OpenAccount();
        var (known, other) = (await Known($"{lead:N}@buyer.example"), await Known($"{Steps.New("other")}@buyer.example"));
        // The lead has the email of a contact that was merged into the contact of the call.
        await sales.Post<MergeResponse>($"/api/sales/v1/contacts/{other.Id}/merge", new { loserId = known.Id });
        var handoff = isLoggedFirst ? null : await sales.HandOver(lead, at: now.AddMinutes(-30));
        await Call("account", account.Id, now.AddMinutes(-25));
        await Call("contact", (await Known($"{Steps.New("third")}@buyer.example")).Id, now.AddMinutes(-24));
        Assert.True(handoff is null || await MetAt(handoff.Id) is null);
        await Call("contact", other.Id, now.AddMinutes(-20));
        handoff ??= await sales.HandOver(lead, at: now.AddMinutes(-30));
        Assert.Equal(now.AddMinutes(-20).ToMicroseconds(), await MetAt(handoff.Id));

        Task<ContactResponse> Known(string email) =>
            sales.Post<ContactResponse>("/api/sales/v1/contacts", new { fullName = "Vera", email, account = new { id = account.Id },
                unassigned = true });

        Task<ActivityResponse> Call(string kind, Guid id, DateTimeOffset at) =>
            sales.Post<ActivityResponse>(Path,
                new { kind = "call", subject = "Talk", representativeId = ana, occurredAt = at, records = new[] { new { kind, id } } });
    }

    [Fact]
    public async Task A_call_to_a_contact_and_its_handoff_that_arrive_at_the_same_moment_are_always_matched()
    {
        var now = sales.Clock.GetUtcNow();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
        {
            var lead = Guid.CreateVersion7();
            var contact =
                await sales.Post<ContactResponse>("/api/sales/v1/contacts", new { fullName = "Vera", email = $"{lead:N}@buyer.example" });
            var handoff = sales.HandOver(lead, at: now.AddMinutes(-10));
            await sales.Post<ActivityResponse>(Path,
                new { kind = "call", subject = "Talk", representativeId = ana, occurredAt = now.AddMinutes(-5),
                    records = new[] { new { kind = "contact", id = contact.Id } } });
            Assert.NotNull(await MetAt((await handoff).Id));
        }));
    }

    private async Task<DateTimeOffset?> MetAt(Guid handoff) =>
        (await sales.Get<HandoffResponse>($"/api/sales/v1/handoffs/{handoff}")).Sla!.MetAt;
}
