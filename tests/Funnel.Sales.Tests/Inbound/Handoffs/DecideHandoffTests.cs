using System.Net;
using Funnel.Contracts.Sales;
using Funnel.Messaging;
using Funnel.ServiceDefaults;
using Funnel.Testing;

namespace Funnel.Sales.Tests;

public sealed class DecideHandoffTests(SalesFixture fixture)
{
    private readonly ServiceUnderTest<Program, SalesDb> sales = fixture.Service;

    [Fact]
    public async Task Accepting_publishes_the_decision_caused_by_the_assignment()
    {
        var handoff = await sales.HandOver();
        var decided = await sales.Post<HandoffDecisionResponse>($"/api/sales/v1/handoffs/{handoff.Id}/accept",
            new { decidedBy = "Ana", reason = "called back", note = "Wants a demo.", occurredAt = "2018-03-01T08:00:00Z" });
        Assert.Equal(HandoffStatus.Accepted, decided.Status);

        var facts = await sales.Published(handoff.Id);
        facts.WithoutGaps();
        Assert.Equal(new LeadAccepted(handoff.Id, handoff.LeadId, 1, "Ana", "called back", "Wants a demo."), facts[1].Data);
        Assert.Equal(DateTimeOffset.Parse("2018-03-01T08:00:00Z"), facts[1].Time);
        Assert.Equal((facts[0].Id, handoff.LeadId), (facts[1].CausationId, facts[1].CorrelationId));
    }

    [Fact]
    public async Task The_identical_decision_again_changes_nothing()
    {
        var handoff = await sales.HandOver();
        var first = await sales.Accept(handoff.Id);
        Assert.Equal(first, await sales.Accept(handoff.Id));
        Assert.Equal(first, await sales.Accept(handoff.Id, at: first.DecidedAt));
        Assert.Equal(2, (await sales.Published(handoff.Id)).Count);
    }

    [Fact]
    public async Task A_second_decision_is_refused_with_who_decided_and_when()
    {
        var handoff = await sales.HandOver();
        await sales.Post<HandoffDecisionResponse>($"/api/sales/v1/handoffs/{handoff.Id}/reject",
            new { decidedBy = "Ben", reason = "spam", occurredAt = "2018-03-01T08:00:00Z" });
        var (code, detail) = await sales.Post($"/api/sales/v1/handoffs/{handoff.Id}/accept", new { decidedBy = "Ana" }).Refused(409);
        Assert.Equal(("handoff-already-decided", "Ben rejected the handoff at 2018-03-01T08:00:00Z (spam)."), (code, detail));
        await sales.Post($"/api/sales/v1/handoffs/{handoff.Id}/reject", new { decidedBy = "Ben", reason = "bad-data" }).Refused(409);
        Assert.Equal(new LeadRejected(handoff.Id, handoff.LeadId, 1, "Ben", "spam", null), (await sales.Published(handoff.Id))[^1].Data);
    }

    [Fact]
    public async Task Of_fifty_people_who_accept_at_once_exactly_one_succeeds()
    {
        var handoff = await sales.HandOver();
        var answers = await Task.WhenAll(Enumerable.Range(0, 50)
            .Select(person => sales.Post($"/api/sales/v1/handoffs/{handoff.Id}/accept", new { decidedBy = $"Person {person}" })));
        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        var winner = (await sales.Get<HandoffResponse>($"/api/sales/v1/handoffs/{handoff.Id}")).Decision!.DecidedBy;
        foreach (var lost in answers.Where(answer => answer.StatusCode != HttpStatusCode.OK))
        {
            var (code, detail) = await Task.FromResult(lost).Refused(409);
            Assert.Equal("handoff-already-decided", code);
            Assert.StartsWith($"{winner} accepted the handoff at ", detail);
        }

        (await sales.Published(handoff.Id)).WithoutGaps();
        Assert.Equal(2, (await sales.Published(handoff.Id)).Count);
    }

    [Fact]
    public async Task A_recycled_lead_carries_its_return_date()
    {
        var handoff = await sales.HandOver();
        var returnAfter = DateTimeOffset.Parse("2026-11-01T00:00:00Z");
        var path = $"/api/sales/v1/handoffs/{handoff.Id}/recycle";
        var decided = await sales.Post<HandoffDecisionResponse>(path, new { decidedBy = "Ana", reason = "no-budget", returnAfter });
        Assert.Equal(returnAfter, decided.ReturnAfter);
        Assert.Equal(new LeadRecycled(handoff.Id, handoff.LeadId, 1, "Ana", "no-budget", returnAfter, null),
            (await sales.Published(handoff.Id))[^1].Data);
    }

    [Fact]
    public async Task A_recycled_lead_may_name_a_nurture_journey()
    {
        var (one, two) = (await sales.HandOver(), await sales.HandOver());
        var path = $"/api/sales/v1/handoffs/{one.Id}/recycle";
        var decided =
            await sales.Post<HandoffDecisionResponse>(path, new { decidedBy = "Ana", reason = "timing", journey = "next-budget" });
        Assert.Equal("next-budget", decided.Journey);
        Assert.Equal(decided,
            await sales.Post<HandoffDecisionResponse>(path, new { decidedBy = "Ana", reason = "timing", journey = "next-budget" }));
        Assert.Equal("handoff-already-decided",
            (await sales.Post(path, new { decidedBy = "Ana", reason = "timing", journey = "another" }).Refused(409)).Code);
        Assert.Equal(new LeadRecycled(one.Id, one.LeadId, 1, "Ana", "timing", null, null, "next-budget"),
            (await sales.Published(one.Id))[^1].Data);
        var items = new object[]
        {
            new { handoffId = two.Id, decision = "reject", decidedBy = "Ana", reason = "spam", journey = "next-budget" },
            new { handoffId = two.Id, decision = "recycle", decidedBy = "Ana", reason = "timing", journey = "next-budget" },
        };
        Assert.Equal(["journey-needs-recycle", null],
            (await sales.Post<BulkResponse>("/api/sales/v1/handoffs/decisions/batch", new { items })).Results
                .Select(result => result.Code));
        Assert.Equal("next-budget", Assert.IsType<LeadRecycled>((await sales.Published(two.Id))[^1].Data).Journey);
    }

    [Theory]
    [InlineData("reject", "{\"decidedBy\":\"Ana\",\"reason\":\"no-budget\"}", 422, "reason-not-on-list")]
    [InlineData("reject", "{\"decidedBy\":\"Ana\",\"reason\":\"whim\"}", 422, "reason-not-on-list")]
    [InlineData("recycle", "{\"decidedBy\":\"Ana\",\"reason\":\"spam\"}", 422, "reason-not-on-list")]
    [InlineData("recycle", "{\"decidedBy\":\"Ana\",\"reason\":\"timing\",\"returnAfter\":\"9999-01-01T00:00:00Z\"}", 422,
        "return-after-out-of-range")]
    [InlineData("recycle", "{\"decidedBy\":\"Ana\",\"reason\":\"timing\",\"returnAfter\":\"0001-01-01T00:00:00Z\"}", 422,
        "return-after-out-of-range")]
    [InlineData("recycle", "{\"decidedBy\":\"Ana\",\"reason\":\"timing\",\"journey\":\"No Code\"}", 400, "validation-failed")]
    [InlineData("accept", "{\"decidedBy\":\"\"}", 400, "validation-failed")]
    [InlineData("accept", "{}", 422, "decider-not-named")]
    [InlineData("reject", "{\"decidedBy\":\"Ana\"}", 400, "malformed-request")]
    [InlineData("accept", "{\"decidedBy\":\"Ana\",\"occurredAt\":\"1989-12-31T23:59:59Z\"}", 422, "occurred-at-out-of-range")]
    [InlineData("accept", "{\"decidedBy\":\"Ana\",\"occurredAt\":\"2199-01-01T00:00:00Z\"}", 422, "occurred-at-out-of-range")]
    [InlineData("accept", "{\"decidedBy\":\"A\\u0000na\"}", 400, "malformed-request")]
    public async Task A_wrong_decision_is_refused_and_the_handoff_stays_pending(string decision, string json, int status, string code)
    {
        var handoff = await sales.HandOver();
        Assert.Equal(code, (await sales.PostRaw($"/api/sales/v1/handoffs/{handoff.Id}/{decision}", json).Refused(status)).Code);
        Assert.Equal(HandoffStatus.Pending, (await sales.HandoffOf(handoff.LeadId)).Status);
        Assert.Single(await sales.Published(handoff.Id));
    }

    [Fact]
    public async Task A_batch_decides_by_any_id_and_a_refused_item_does_not_affect_the_others()
    {
        var (one, two, three) = (await sales.HandOver(), await sales.HandOver(), await sales.HandOver());
        var second = await sales.HandOver(three.LeadId, cycle: 2);
        await sales.Accept(two.Id, by: "Ben");
        object[] items =
        [
            new { handoffId = one.Id, decision = "accept", decidedBy = "Ana", occurredAt = "2018-01-05T10:00:00Z" },
            new { leadId = two.LeadId, decision = "reject", decidedBy = "Ana", reason = "spam" },
            new { externalLeadId = three.ExternalLeadId, decision = "recycle", decidedBy = "Ana", reason = "timing",
                returnAfter = "2018-09-01T00:00:00Z", occurredAt = "2018-01-06T10:00:00Z" },
            new { leadId = three.LeadId, cycle = 1, decision = "reject", decidedBy = "Ana", reason = "duplicate" },
            new { externalLeadId = "nobody", decision = "accept", decidedBy = "Ana" },
            new { decision = "accept", decidedBy = "Ana" },
            new { handoffId = one.Id, decision = "accept", decidedBy = "Ana", occurredAt = "2018-01-05T10:00:00Z" },
            new { handoffId = one.Id, decision = "accept", decidedBy = "Ana", occurredAt = "1018-01-05T10:00:00Z" },
        ];
        var answer = await sales.Post<BulkResponse>("/api/sales/v1/handoffs/decisions/batch", new { items });
        Assert.Equal(
            [null, "handoff-already-decided", null, null, "handoff-not-found", "handoff-not-named", null, "occurred-at-out-of-range"],
            answer.Results.Select(result => result.Code));
        Assert.Equal((3, 1, 4), (answer.Done, answer.Unchanged, answer.Refused));
        Assert.Equal(DateTimeOffset.Parse("2018-01-05T10:00:00Z"), (await sales.Published(one.Id))[^1].Time);
        Assert.Equal(HandoffStatus.Recycled, (await sales.HandoffOf(three.LeadId, 2)).Status);
        Assert.Equal(second.Id, answer.Results[2].Id);
        Assert.Equal(HandoffStatus.Rejected, (await sales.HandoffOf(three.LeadId, 1)).Status);

        var again = await sales.Post<BulkResponse>("/api/sales/v1/handoffs/decisions/batch", new { items });
        Assert.Equal((0, 4, 4), (again.Done, again.Unchanged, again.Refused));
    }
}
