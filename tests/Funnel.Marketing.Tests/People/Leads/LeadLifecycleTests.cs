using CsCheck;
using Funnel.Contracts.Marketing;
using Funnel.Contracts.Sales;
using Funnel.Marketing.Capture;
using Funnel.Marketing.Leads;
using Funnel.Marketing.Origins;
using Funnel.Marketing.Touches;
using Funnel.Messaging;
using Funnel.Testing;

namespace Funnel.Marketing.Tests.Leads;

/// <summary>The facts of Sales, heard in any order.</summary>
public sealed class LeadLifecycleTests(MarketingFixture marketing)
{
    private static readonly DateTimeOffset Start = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly Gen<Action<Lead>> Fact = Gen.Select(Gen.Int[0, 5], Gen.Int[1, 3], Gen.Int[1, 100])
        .Select((kind, cycle, day) => (Action<Lead>)(lead =>
    {
        var at = Start.AddDays(day);
        switch (kind)
        {
            case 0: lead.Hear(new LeadAccepted(default, lead.Id, cycle, "Ann", null, null)); break;
            case 1: lead.Hear(new LeadRejected(default, lead.Id, cycle, "Ann", "spam", null)); break;
            // A cycle is recycled once, so its time and return date follow from it.
            case 2: lead.Hear(new LeadRecycled(default, lead.Id, cycle, "Ann", "timing", Start.AddDays((100 * cycle) + 30), null),
                Start.AddDays(100 * cycle)); break;
            case 3: lead.HearOpportunity(at, isWon: false); break;
            case 4: lead.HearOpportunity(at, isWon: true); break;
            default: break;
        }
    }));

    [Fact]
    public void The_same_facts_lead_to_the_same_stage_in_every_order() => Gen.Select(Fact.List[0, 8], Gen.Int).Sample((facts, seed) =>
    {
        var shuffled = facts.ToArray();
        new Random(seed).Shuffle(shuffled);
        Assert.Equal(After(facts), After(shuffled));

        static (LeadStage, int, DateTimeOffset?, DateTimeOffset?, DateTimeOffset?) After(IEnumerable<Action<Lead>> facts)
        {
            var lead =
                Lead.Capture(ContactDetails.Read(new CaptureLeadRequest { ExternalId = "1" }).Value!, new(null, Utm.None, null, null),
                    Start, Start);
            foreach (var hear in facts)
            {
                hear(lead);
            }

            return (lead.Stage, lead.Cycle, lead.CycleStartedAt, lead.ReturnAfter, lead.OpportunityAt);
        }
    });

    [Fact]
    public async Task A_won_opportunity_that_is_heard_first_ends_in_the_same_stage_and_keeps_the_times()
    {
        var (handoff, account, deal) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Start.AddDays(3));
        for (var order = 0; order < 6; order++)
        {
            var (id, _) = await marketing.Qualified(Start);
            var opportunity = Guid.CreateVersion7();
            CloudEvent[] story =
            [
                Told(handoff, id, Start.AddDays(1), new LeadAccepted(handoff, id, 1, "Ann", null, "Looks good")),
                Told(opportunity, id, deal,
                    new OpportunityCreated(opportunity, id, handoff, account, null, "Engines", "default", "discovery", 0.25m, 10, "EUR",
                        new(2024, 3, 1), null, null)),
                Told(opportunity, id, Start.AddDays(30),
                    new OpportunityWon(opportunity, id, account, 12.50m, "EUR", "best-fit", deal, null, null)),
            ];
            int[][] orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
            foreach (var at in orders[order])
            {
                await marketing.Service.Deliver(story[at]);
            }

            await Heard(story);
            var lead = await marketing.Lead(id);
            Assert.Equal((LeadStage.Customer, 1), (lead.Stage, lead.Cycle));
            Assert.Equal((DecisionKind.Accepted, Start.AddDays(1), "Looks good"),
                Assert.Single(lead.Handoffs).Decision is { } said ? (said.Kind, said.DecidedAt, said.Note) : default);
            Assert.Equal(
                new LeadOpportunityResponse(opportunity, OpportunityOutcome.Won, 12.50m, "EUR", "best-fit", deal, Start.AddDays(30)),
                Assert.Single(lead.Opportunities));
        }
    }

    [Fact]
    public async Task Each_fact_moves_the_lead_to_its_stage()
    {
        var (id, _) = await marketing.Qualified();
        var (handoff, opportunity, account) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        await Hear(handoff, new LeadAccepted(handoff, id, 1, "Ann", null, null), LeadStage.Sal);
        await Hear(opportunity,
            new OpportunityCreated(opportunity, id, handoff, account, null, "Engines", "default", "discovery", 0.25m, 10, "EUR",
                new(2030, 3, 1), null, null), LeadStage.Sql);
        var lost =
            Told(opportunity, id, marketing.Service.Clock.GetUtcNow(),
                new OpportunityLost(opportunity, id, account, 10, "EUR", "price", Start, null, null));
        await marketing.Service.Deliver(lost);
        await Heard(lost);
        var lead = await marketing.Lead(id);
        Assert.Equal((LeadStage.Sql, OpportunityOutcome.Lost), (lead.Stage, lead.Opportunities[0].Outcome));

        var (other, _) = await marketing.Qualified();
        id = other;
        await Hear(Guid.CreateVersion7(), new LeadRejected(Guid.CreateVersion7(), id, 1, "Ann", "spam", null), LeadStage.Disqualified);
        await marketing.Service
            .Post<RecordTouchResponse>(MarketingFixture.Touches, new { leadId = id, kind = "form", asset = "contact-sales" });
        await marketing.Scored();
        Assert.Single(await marketing.HandoffsNow(id));

        async Task Hear(Guid subject, object fact, LeadStage stage)
        {
            await marketing.Service.Deliver(subject, fact, correlation: id);
            await Eventually.Get(() => marketing.Lead(id), shown => shown.Stage == stage);
        }
    }

    [Fact]
    public async Task A_lead_whose_only_won_opportunity_was_opened_again_is_no_customer_in_every_order()
    {
        var (account, deal) = (Guid.CreateVersion7(), Start.AddDays(3));
        foreach (int[] order in (int[][])[[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]])
        {
            var (id, _) = await marketing.Qualified(Start);
            var opportunity = Guid.CreateVersion7();
            CloudEvent[] story =
            [
                Told(opportunity, id, deal,
                    new OpportunityCreated(opportunity, id, null, account, null, "Engines", "default", "discovery", 0.25m, 10, "EUR",
                        new(2024, 3, 1), null, null)),
                Told(opportunity, id, Start.AddDays(30),
                    new OpportunityWon(opportunity, id, account, 12, "EUR", "best-fit", deal, null, null)) with { Sequence = 2 },
                Told(opportunity, id, Start.AddDays(40),
                    new OpportunityReopened(opportunity, id, account, "won", Start.AddDays(30), "closed-by-mistake", "discovery", 0.25m, 12,
                        "EUR", deal, null, null)) with { Sequence = 3 },
            ];
            foreach (var at in order)
            {
                await marketing.Service.Deliver(story[at]);
            }

            await Heard(story);
            var lead = await marketing.Lead(id);
            Assert.Equal((LeadStage.Sql, OpportunityOutcome.Open, 12m, (DateTimeOffset?)null),
                Assert.Single(lead.Opportunities) is var only ? (lead.Stage, only.Outcome, only.Amount, only.ClosedAt) : default);
        }
    }

    [Fact]
    public async Task The_same_event_counts_once_and_an_event_of_an_unknown_lead_is_ignored()
    {
        var (id, _) = await marketing.Qualified();
        var recycled = Told(Guid.CreateVersion7(), id, Start, new LeadRecycled(Guid.CreateVersion7(), id, 1, "Ann", "timing", null, null));
        var unknown =
            Told(Guid.CreateVersion7(), Guid.CreateVersion7(), Start,
                new LeadRecycled(Guid.CreateVersion7(), Guid.CreateVersion7(), 1, "Ann", "timing", null, null));
        var dealOfNobody =
            Told(Guid.CreateVersion7(), Guid.CreateVersion7(), Start,
                new OpportunityWon(Guid.CreateVersion7(), null, Guid.CreateVersion7(), 1, "EUR", "best-fit", Start, null, null));
        await marketing.Service.Deliver(recycled, unknown, dealOfNobody, recycled);
        await Heard(recycled, unknown, dealOfNobody);
        await marketing.Service.Deliver(recycled);
        await marketing.Scored();

        Assert.Equal(2, (await marketing.Lead(id)).Cycle);
        Assert.Single(await marketing.Service.Published(id), fact => fact.Data is LeadDequalified);
        Assert.Equal(0,
            await marketing.Count("select count(*) from decisions where handoff_id = $1", ((LeadRecycled)unknown.Data!).HandoffId));
    }

    private static CloudEvent Told(Guid subject, Guid lead, DateTimeOffset at, object fact) => new(
        Guid.CreateVersion7(), "/funnel/sales", EventTypes.NameOf(fact.GetType()), at, subject, 1, at, lead, null, null, fact);

    private Task<long> Heard(params CloudEvent[] events) => Eventually.Get(
        () => marketing.Count("select count(*) from messaging.inbox where event_id = any($1)", events.Select(one => one.Id).ToArray()),
        heard => heard == events.Length);
}
