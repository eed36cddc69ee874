using System.Net;
using Funnel.Contracts.Sales;
using Funnel.Messaging;
using Funnel.ServiceDefaults;
using Funnel.Testing;

namespace Funnel.Sales.Tests;

/// <summary>Historical opportunities with their own times and outcomes, created one by one and in bulk.</summary>
public sealed class CreateOpportunitiesTests(SalesFixture fixture)
{
    private const string Path = "/api/sales/v1/opportunities";
    private static readonly DateTimeOffset Contacted = DateTimeOffset.Parse("2018-02-01T00:00:00Z");
    private static readonly DateTimeOffset Won = DateTimeOffset.Parse("2018-02-26T19:58:54Z");
    private readonly ServiceUnderTest<Program, SalesDb> sales = fixture.Service;

    [Fact]
    public async Task A_won_deal_keeps_its_times_and_is_caused_by_its_leads_handoff()
    {
        var handoff = await sales.HandOver(at: Contacted);
        var owner = fixture.Team[1];
        var request = Deal(handoff.ExternalLeadId, owner: owner.ExternalId);
        var made = await sales.Post<OpportunityState>(Path, request);
        Assert.Equal((OpportunityStatus.Won, Won), (made.Status, made.ClosedAt));
        var facts = await sales.Published(made.Id);
        facts.WithoutGaps();
        Assert.Equal([Contacted, Won], facts.Select(fact => fact.Time));
        Assert.All(facts, fact => Assert.Equal(handoff.LeadId, fact.CorrelationId));
        Assert.Equal((await sales.Published(handoff.Id))[^1].Id, facts[0].CausationId);
        Assert.Equal(facts[0].Id, facts[1].CausationId);
        var created = Assert.IsType<OpportunityCreated>(facts[0].Data);
        Assert.Equal((handoff.LeadId, handoff.Id, owner.Id, owner.Name),
            (created.LeadId, created.HandoffId, created.OwnerId, created.Owner));
        var won = Assert.IsType<OpportunityWon>(facts[1].Data);
        Assert.Equal((Contacted, 0m, "best-fit", owner.Name), (won.OpenedAt, won.Amount, won.Reason, won.Owner));

        using var again = await sales.Post(Path, request);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Equal(2, (await sales.Published(made.Id)).Count);
    }

    [Fact]
    public async Task A_deal_won_before_its_lead_was_handed_over_is_kept_as_it_is()
    {
        var handoff = await sales.HandOver(at: Won.AddDays(1.25));
        var made = await sales.Post<OpportunityState>(Path, Deal(handoff.ExternalLeadId));
        Assert.Equal([Won, Won], (await sales.Published(made.Id)).Select(fact => fact.Time));

        var other = await sales.HandOver(at: Won.AddDays(1.25));
        made = await sales.Post<OpportunityState>(Path, Deal(other.ExternalLeadId, createdAt: Won.AddDays(1.25)));
        Assert.Equal([Won.AddDays(1.25), Won], (await sales.Published(made.Id)).Select(fact => fact.Time));
    }

    [Fact]
    public async Task History_goes_on_by_single_steps_with_their_own_times()
    {
        var made = await sales.Post<OpportunityState>(Path, new
        {
            account = new { name = Steps.New("Mover") },
            name = "Deal",
            amount = 10,
            currency = "BRL",
            expectedCloseDate = "2018-03-01",
            createdAt = Contacted,
            unassigned = true,
        });
        await sales.Post<OpportunityState>($"{Path}/{made.Id}/stage", new { stage = "proposal", occurredAt = Contacted.AddDays(2) });
        await sales.Post<OpportunityState>($"{Path}/{made.Id}/amount", new { amount = 20, occurredAt = Contacted.AddDays(3) });
        await sales.Post<OpportunityState>($"{Path}/{made.Id}/lose", new { reason = "not-recorded", occurredAt = Contacted.AddDays(-1) });
        Assert.Equal([Contacted, Contacted.AddDays(2), Contacted.AddDays(3), Contacted.AddDays(-1)],
            (await sales.Published(made.Id)).Select(fact => fact.Time));
    }

    [Fact]
    public async Task The_second_opportunity_of_a_lead_has_the_lead_and_no_handoff()
    {
        var handoff = await sales.HandOver(at: Contacted);
        var first = await sales.Post<OpportunityState>(Path, Deal(handoff.ExternalLeadId));
        var second = await sales.Post<OpportunityState>(Path, Deal(handoff.ExternalLeadId));
        Assert.Equal(handoff.Id, (await sales.Get<OpportunityResponse>($"{Path}/{first.Id}")).HandoffId);
        var shown = await sales.Get<OpportunityResponse>($"{Path}/{second.Id}");
        Assert.Equal((null, handoff.LeadId), (shown.HandoffId, shown.LeadId));
        Assert.Equal(2, (await sales.Get<Page<OpportunitySummary>>($"{Path}?leadId={handoff.LeadId}")).Items.Count);
    }

    [Fact]
    public async Task Refused_items_of_a_batch_affect_no_other_item_and_the_same_batch_again_changes_nothing()
    {
        var handoff = await sales.HandOver(at: Contacted);
        var twice = Steps.New("deal");
        var lonely = Steps.New("lonely");
        object[] items =
        [
            Deal(handoff.ExternalLeadId, externalId: Steps.New("deal")),
            Deal("nobody", externalId: Steps.New("deal"), account: lonely),
            Deal(null, externalId: twice),
            Deal(null, externalId: twice),
            Deal(null, externalId: Steps.New("deal"), amount: -5, account: lonely),
            Deal(null, externalId: Steps.New("deal"), reason: "whim", account: lonely),
            Deal(null, externalId: Steps.New("deal"), owner: "nobody", account: lonely),
        ];
        var answer = await sales.Post<BulkResponse>($"{Path}/batch", new { items });
        Assert.Equal([null, "lead-not-handed-over", null, null, "amount-out-of-range", "reason-not-on-list", "owner-not-found"],
            answer.Results.Select(result => result.Code));
        Assert.Equal((2, 1, 4), (answer.Done, answer.Unchanged, answer.Refused));
        Assert.Equal(answer.Results[2].Id, answer.Results[3].Id);
        Assert.Equal(0, await sales.Count($"accounts where name = '{lonely}'"));
        Assert.Equal([Contacted, Won], (await sales.Published(answer.Results[0].Id!.Value)).Select(fact => fact.Time));

        var again = await sales.Post<BulkResponse>($"{Path}/batch", new { items });
        Assert.Equal((0, 3, 4), (again.Done, again.Unchanged, again.Refused));
    }

    [Fact]
    public async Task A_batch_sent_eight_times_concurrently_is_created_once()
    {
        var items = Enumerable.Range(0, 50).Select(_ => Deal(null, externalId: Steps.New("deal"))).ToArray();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => sales.Post<BulkResponse>($"{Path}/batch", new { items })));
        Assert.Equal(50, answers.Sum(answer => answer.Done));
        Assert.Equal(50, answers.SelectMany(answer => answer.Results).Select(result => result.Id).Distinct().Count());
    }

    [Fact]
    public async Task One_request_creates_a_thousand_opportunities_and_the_journal_has_the_facts_of_each_in_order()
    {
        var account = Steps.New("Big");
        var items = Enumerable.Range(0, 1000).Select(_ => Deal(null, externalId: Steps.New("deal"), account: account)).ToArray();
        var answer = await sales.Post<BulkResponse>($"{Path}/batch", new { items });
        Assert.Equal(1000, answer.Done);
        Assert.Equal(0, await sales.Count(
            """
            (select sequence, lag(sequence) over (partition by subject order by xid, position) as before from messaging.journal) told
            where sequence <> coalesce(before, 0) + 1
            """));
        using var tooMany = await sales.Post($"{Path}/batch", new { items = items.Append(items[0]) });
        Assert.Equal(HttpStatusCode.BadRequest, tooMany.StatusCode);
    }

    private static object Deal(
        string? externalLeadId, string? externalId = null, string? owner = null, decimal amount = 0, string reason = "best-fit",
        string? account = null, DateTimeOffset? createdAt = null) => new
        {
            externalId = externalId ?? Steps.New("deal"),
            externalLeadId,
            account = new { name = account ?? Steps.New("seller") },
            name = "Deal",
            amount,
            currency = "BRL",
            expectedCloseDate = "2018-03-01",
            ownerExternalId = owner,
            unassigned = owner is null,
            createdAt,
            outcome = "won",
            closedAt = Won,
            reason,
        };
}
