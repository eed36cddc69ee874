using System.Net.Http.Json;
using Funnel.Contracts.Sales;
using Funnel.Messaging;
using Funnel.Sales.Tests.Imports;
using Funnel.Sales.Tests.Visibility;
using Funnel.ServiceDefaults;
using Funnel.Testing;

namespace Funnel.Sales.Tests;

/// <summary>Opportunities that are created without a conversion request, for leads whose handoffs are in any state.</summary>
public sealed class HandoffConversionTests(SlaFixture fixture, TwoTeams world) : IClassFixture<SlaFixture>
{
    private const string Path = "/api/sales/v1/opportunities";
    private readonly ServiceUnderTest<Program, SalesDb> sales = fixture.Service;

    [Theory]
    [InlineData(null, "The lead's handoff is pending. Accept it and convert it, or leave the lead out.")]
    [InlineData("reject", "The lead's handoff was rejected. Leave the lead out, or wait until Marketing hands it over again.")]
    [InlineData("recycle", "The lead's handoff was recycled. Leave the lead out, or wait until Marketing hands it over again.")]
    public async Task An_opportunity_does_not_begin_with_a_lead_that_Sales_has_not_accepted(string? decision, string detail)
    {
        var handoff = await sales.HandOver();
        if (decision is not null)
        {
            await sales.Post<HandoffDecisionResponse>($"/api/sales/v1/handoffs/{handoff.Id}/{decision}",
                new { decidedBy = "Ana", reason = decision == "reject" ? "spam" : "timing" });
        }

        var before = (await sales.Published(handoff.Id)).Count;
        var deal = Deal(handoff.LeadId);
        Assert.Equal(("lead-not-accepted", detail), await sales.Post(Path, deal).Refused(409));
        Assert.Equal("lead-not-accepted",
            Assert.Single((await sales.Post<BulkResponse>($"{Path}/batch", new { items = new[] { deal } })).Results).Code);
        Assert.Equal(before, (await sales.Published(handoff.Id)).Count);
        Assert.Equal(0, await sales.Count($"opportunities where lead_id = '{handoff.LeadId}'"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/batch")]
    public async Task An_opportunity_of_an_accepted_lead_counts_as_its_conversion_and_as_outreach(string batch)
    {
        var handoff = await sales.HandOver();
        await sales.Accept(handoff.Id);
        var deal = Deal(handoff.LeadId);
        var id = batch.Length == 0
            ? (await sales.Post<OpportunityState>(Path, deal)).Id
            : Assert.Single((await sales.Post<BulkResponse>($"{Path}{batch}", new { items = new[] { deal } })).Results).Id!.Value;
        var shown = await fixture.Handoff(handoff.Id);
        Assert.Equal((HandoffStatus.Converted, (Guid?)id), (shown.Status, shown.OpportunityId));
        Assert.Equal((await sales.Get<OpportunityResponse>($"{Path}/{id}")).CreatedAt, shown.Sla!.MetAt);
        Assert.Equal(id,
            (await sales.Post<ConvertHandoffResponse>($"/api/sales/v1/handoffs/{handoff.Id}/convert",
                Steps.Conversion(Steps.New("Buyer")))).OpportunityId);

        var marker = await sales.HandOver();
        sales.Clock.Advance(TimeSpan.FromHours(5));
        await fixture.Told(marker.LeadId, 3);
        Assert.Equal([typeof(HandoffSlaStarted), typeof(HandoffSlaMet)],
            (await fixture.Told(handoff.LeadId, 2)).Select(fact => fact.Data!.GetType()));
    }

    [Fact]
    public async Task A_historical_opportunity_accepts_the_pending_handoff_which_then_neither_breaches_nor_is_recycled()
    {
        using var put = await sales.Http
            .PutAsJsonAsync("/api/sales/v1/sla-policies/deals", new { name = "Deals", targetMinutes = 60, recycleAfterMinutes = 60 });
        put.EnsureSuccessStatusCode();
        var now = sales.Clock.GetUtcNow();
        var (won, open, older, late) = (await sales.HandOver(at: now.AddMinutes(-30)), await sales.HandOver(at: now.AddMinutes(-30)),
            await sales.HandOver(at: now.AddMinutes(-30)), await sales.HandOver(at: now.AddMinutes(-30)));
        var items = new[]
        {
            Deal(won.LeadId, createdAt: now.AddMinutes(-20), closedAt: now.AddMinutes(-10), owner: fixture.Ana.Id),
            Deal(open.LeadId, createdAt: now.AddDays(-9)),
            Deal(older.LeadId, createdAt: now.AddDays(-9), closedAt: now.AddDays(-2)),
        };
        var told = await sales.Post<BulkResponse>($"{Path}/batch", new { items });
        Assert.Equal(3, told.Done);
        var facts = await sales.Published(won.Id);
        facts.WithoutGaps();
        Assert.Equal(("Ana", now.AddMinutes(-20).ToMicroseconds()),
            (Assert.IsType<LeadAccepted>(facts[^1].Data).DecidedBy, facts[^1].Time));
        var created = (await sales.Published(told.Results[0].Id!.Value))[0];
        Assert.Equal((facts[^1].Id, (Guid?)won.Id), (created.CausationId, ((OpportunityCreated)created.Data!).HandoffId));
        Assert.Equal((HandoffStatus.Converted, now.AddMinutes(-20).ToMicroseconds()), await Met(won.Id));
        // The opportunity began before the handoff and is still open. It counts as outreach now, because Sales is already in contact.
        var (status, metAt) = await Met(open.Id);
        Assert.Equal(HandoffStatus.Converted, status);
        Assert.InRange(metAt!.Value, now, sales.Clock.GetUtcNow());
        Assert.Equal(("Funnel", open.HandedOffAt),
            ((await fixture.Handoff(open.Id)).Decision!.DecidedBy, (await fixture.Handoff(open.Id)).Decision!.DecidedAt));
        // The opportunity ended before the handoff, so it does not answer the handoff.
        Assert.Equal((HandoffStatus.Pending, null), await Met(older.Id));
        Assert.Null((await sales.Get<OpportunityResponse>($"{Path}/{told.Results[2].Id}")).HandoffId);

        // The handoff is decided, so a later decision is refused, and history does not change the decision of a person.
        Assert.Equal("handoff-already-decided",
            (await sales.Post($"/api/sales/v1/handoffs/{won.Id}/reject", new { decidedBy = "Ben", reason = "spam" }).Refused(409)).Code);
        sales.Clock.Advance(TimeSpan.FromHours(3));
        await Eventually.Get(() => sales.HandoffOf(late.LeadId), handoff => handoff.Status == HandoffStatus.Recycled);
        await Eventually.Get(() => sales.HandoffOf(older.LeadId), handoff => handoff.Status == HandoffStatus.Recycled);
        Assert.All(new[] { await fixture.Told(won.LeadId, 2), await fixture.Told(open.LeadId, 2) },
            clock => Assert.Equal([typeof(HandoffSlaStarted), typeof(HandoffSlaMet)], clock.Select(fact => fact.Data!.GetType())));
        var again = await sales.Post<OpportunityState>(Path, Deal(late.LeadId, createdAt: now.AddMinutes(-20)));
        Assert.Null((await sales.Get<OpportunityResponse>($"{Path}/{again.Id}")).HandoffId);
        Assert.Equal(HandoffStatus.Recycled, (await sales.HandoffOf(late.LeadId)).Status);
        await sales.Http.DeleteAsync("/api/sales/v1/sla-policies/deals");

        async Task<(HandoffStatus, DateTimeOffset?)> Met(Guid id) =>
            await fixture.Handoff(id) is var shown ? (shown.Status, shown.Sla!.MetAt) : default;
    }

    [Fact]
    public async Task An_imported_historical_opportunity_accepts_the_pending_handoff_too()
    {
        var now = sales.Clock.GetUtcNow();
        var (won, rejected) = (await sales.HandOver(at: now.AddMinutes(-30)), await sales.HandOver(at: now.AddMinutes(-30)));
        await sales.Post<HandoffDecisionResponse>($"/api/sales/v1/handoffs/{rejected.Id}/reject",
            new { decidedBy = "Ana", reason = "spam" });
        var lines = new[] { won, rejected }.Select(handoff =>
            $"{Steps.New("deal")},{Steps.New("seller")},won,10,EUR,{now.AddMinutes(-20):yyyy-MM-ddTHH:mm:ssZ}"
                + $",{now.AddMinutes(-10):yyyy-MM-ddTHH:mm:ssZ},{handoff.ExternalLeadId}");
        var import =
            await sales.Import(string.Join('\n', lines.Prepend("externalId,account,stage,amount,currency,createdAt,closedAt,lead")));
        Assert.Equal((2, 0), (import.Added, import.Failed));
        var (accepted, stands) = (await fixture.Handoff(won.Id), await fixture.Handoff(rejected.Id));
        Assert.Equal((HandoffStatus.Converted, "Funnel"), (accepted.Status, accepted.Decision!.DecidedBy));
        Assert.NotNull(accepted.Sla!.MetAt);
        Assert.Equal((HandoffStatus.Rejected, null), (stands.Status, stands.OpportunityId));
        Assert.Equal(import.Id, (await sales.Published(won.Id))[^1].HistoryBatchId);
        Assert.Equal(OpportunityStatus.Won,
            Assert.Single((await sales.Get<OpportunityPage>($"{Path}?leadId={rejected.LeadId}")).Items).Status);
    }

    [Fact]
    public async Task An_opportunity_older_than_its_handoff_keeps_the_handoff_from_being_recycled()
    {
        using var put = await sales.Http
            .PutAsJsonAsync("/api/sales/v1/sla-policies/early", new { name = "Early", targetMinutes = 60, recycleAfterMinutes = 60 });
        put.EnsureSuccessStatusCode();
        var lead = Guid.CreateVersion7();
        await sales.Post<OpportunityState>(Path, Deal(lead));
        var (early, heardLate) = (await sales.HandOver(lead), await sales.HandOver());
        var began = Guid.CreateVersion7();
        await sales.Post<OpportunityState>(Path, Deal(began));
        var reached = await sales.HandOver(began, at: sales.Clock.GetUtcNow().AddMinutes(-5));
        Assert.NotNull((await fixture.Handoff(reached.Id)).Sla!.MetAt);
        sales.Clock.Advance(TimeSpan.FromHours(3));
        await Eventually.Get(() => sales.HandoffOf(heardLate.LeadId), handoff => handoff.Status == HandoffStatus.Recycled);
        await Eventually.Get(() => sales.Count("messaging.timers where name = 'handoff-sla-recycle'"), left => left == 0);
        Assert.Equal(HandoffStatus.Pending, (await sales.HandoffOf(early.LeadId)).Status);
        Assert.Equal(HandoffStatus.Pending, (await sales.HandoffOf(began)).Status);
        await sales.Http.DeleteAsync("/api/sales/v1/sla-policies/early");
    }

    [Fact]
    public async Task A_historical_opportunity_does_not_accept_a_handoff_that_the_caller_does_not_see()
    {
        using var nils = world.As("Nils", "sales");
        Assert.Equal("lead-somebody-elses",
            (await nils.PostAsJsonAsync(Path, Deal(world.Handoff.LeadId, createdAt: world.Handoff.HandedOffAt)).Refused(409)).Code);
        Assert.Equal(HandoffStatus.Pending,
            (await world.Service.Get<HandoffResponse>($"/api/sales/v1/handoffs/{world.Handoff.Id}")).Status);
    }

    private static object Deal(Guid lead, DateTimeOffset? createdAt = null, DateTimeOffset? closedAt = null, Guid? owner = null) => new
    {
        leadId = lead,
        account = new { name = Steps.New("seller") },
        name = "Deal",
        amount = 10,
        currency = "EUR",
        expectedCloseDate = "2026-12-31",
        ownerId = owner,
        unassigned = owner is null,
        createdAt,
        outcome = closedAt is null ? null : "won",
        closedAt,
        reason = closedAt is null ? null : "best-fit",
    };
}
