using Funnel.Contracts.Marketing;
using Funnel.Contracts.Sales;
using Funnel.Marketing.Leads;
using Funnel.Marketing.Scoring;
using Funnel.Marketing.Touches;
using Funnel.Messaging;
using Funnel.ServiceDefaults;
using Funnel.Testing;

namespace Funnel.Marketing.Tests.Scoring;

public sealed class QualifyLeadsTests(MarketingFixture marketing)
{
    private static readonly DateTimeOffset Start = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_high_intent_form_hands_the_lead_over_with_its_contributions_and_a_context_pack()
    {
        var captured = await marketing.Capture(new
        {
            email = MarketingFixture.NewEmail(),
            jobTitle = "Head of Sales",
            utm = new { source = "google", medium = "cpc", campaign = "spring" },
            occurredAt = Start,
            touches = new object[] { new { kind = "pageView" },
                new { kind = "form", asset = "demo-request", occurredAt = Start.AddHours(1) } },
            consents = new[] { new { purpose = "newsletter", channel = "email", legalBasis = "consent" } },
        });

        var handoff = (await marketing.Handoffs(captured.Id, 1))[0];
        var fact = (LeadQualified)handoff.Data!;
        Assert.Equal((captured.Id, 1, 1, 50m), (fact.LeadId, fact.Cycle, fact.RuleSetVersion, fact.Threshold));
        Assert.Equal(fact.Score, fact.Contributions.Sum(part => part.Points));
        Assert.Equal(fact.Score, fact.Fit + fact.Engagement);
        Assert.Equal(60, fact.Contributions.Single(part => part.Rule == "high-intent-form").Points);
        Assert.Equal(15, fact.Contributions.Single(part => part.Rule == "decision-maker").Points);
        Assert.Equal(("spring", 2, "newsletter"),
            (fact.Context.FirstCampaign, fact.Context.LastTouches.Count, fact.Context.Consents.Single().Purpose));
        Assert.Equal(("paid", "google"), (fact.Context.Channel, fact.Context.Source));
        Assert.Equal(Start.AddHours(1), handoff.Time);

        var form = Assert.Single(await marketing.Service.Published(captured.TouchIds[1]));
        Assert.Equal((form.Id, captured.Id), (handoff.CausationId, handoff.CorrelationId));
        var lead = await marketing.Lead(captured.Id);
        Assert.Equal((LeadStage.Mql, Start.AddHours(1)), (lead.Stage, lead.QualifiedAt));
        var score = await marketing.Service
            .Get<ScoreResponse>($"{MarketingFixture.Leads}/{captured.Id}/score?at={Start.AddHours(1):yyyy-MM-ddTHH:mm:ssZ}");
        Assert.Equal(fact.Contributions,
            score.Contributions.Select(part => new ScoreContribution(part.Rule, part.Axis, part.Points, part.TouchId, part.EarnedAt)));
    }

    [Fact]
    public async Task A_lead_is_handed_over_once_when_many_touches_come_at_once()
    {
        var lead = await marketing.Capture(new { email = MarketingFixture.NewEmail(), company = "Engines" });
        await Task.WhenAll(Enumerable.Range(0, 40).Select(n => marketing.Service.Post<RecordTouchResponse>(
            MarketingFixture.Touches, new { leadId = lead.Id, kind = n % 2 == 0 ? "form" : "callIn", asset = "contact-sales" })));
        await marketing.Scored();

        Assert.Single(await marketing.HandoffsNow(lead.Id));
        Assert.Equal([1, 2], (await marketing.Service.Published(lead.Id)).Select(fact => fact.Sequence));
    }

    [Theory]
    [InlineData(0, 1, 2, 3)]
    [InlineData(3, 2, 1, 0)]
    [InlineData(2, 0, 3, 1)]
    public async Task Late_touches_give_the_handoff_that_the_same_touches_in_order_would_have_given(params int[] order)
    {
        // 15 points, then about 29, then 40 more: they reach the threshold only together, at the third touch.
        object[] touches =
        [
            new { kind = "event", asset = "fair", occurredAt = Start },
            new { kind = "event", asset = "webinar", occurredAt = Start.AddDays(1) },
            new { kind = "callIn", asset = (string?)null, occurredAt = Start.AddDays(2) },
            new { kind = "pageView", asset = (string?)null, occurredAt = Start.AddDays(-1) },
        ];
        var lead = await marketing.Capture(new { email = MarketingFixture.NewEmail(), occurredAt = Start.AddDays(-2) });
        await marketing.Service.Post<BulkResponse>(MarketingFixture.Touches + "/batch", new
        {
            items = order.Select(at => touches[at])
                .Select(touch => touch.GetType().GetProperties().ToDictionary(field => field.Name, field => field.GetValue(touch)))
                .Select(touch => { touch["leadId"] = lead.Id; return touch; }),
        });

        var handoff = (await marketing.Handoffs(lead.Id, 1))[0];
        Assert.Equal(Start.AddDays(2), handoff.Time);
        Assert.Equal(4, ((LeadQualified)handoff.Data!).Contributions.Count);
    }

    [Fact]
    public async Task A_touch_that_qualifies_only_together_with_a_late_touch_before_it_is_the_cause()
    {
        var lead =
            await marketing.Capture(
                new { email = MarketingFixture.NewEmail(), occurredAt = Start,
                    touches = new[] { new { kind = "callIn", occurredAt = Start.AddDays(5) } } });
        await marketing.Scored();
        Assert.Empty(await marketing.HandoffsNow(lead.Id));
        await marketing.Service.Post<RecordTouchResponse>(
            MarketingFixture.Touches, new { leadId = lead.Id, kind = "event", asset = "fair", occurredAt = Start.AddDays(4) });

        var handoff = (await marketing.Handoffs(lead.Id, 1))[0];
        Assert.Equal((Start.AddDays(5), (await marketing.Service.Published(lead.TouchIds[0]))[0].Id), (handoff.Time, handoff.CausationId));
    }

    [Fact]
    public async Task A_disqualified_lead_is_never_handed_over_and_the_score_shows_the_disqualifier()
    {
        var lead = await marketing.Capture(new
        {
            email = MarketingFixture.NewEmail(),
            jobTitle = "PhD student",
            touches = new[] { new { kind = "form", asset = "contact-sales" }, new { kind = "callIn", asset = "hotline" } },
        });
        await marketing.Scored();

        Assert.Empty(await marketing.HandoffsNow(lead.Id));
        var score = await marketing.Service.Get<ScoreResponse>($"{MarketingFixture.Leads}/{lead.Id}/score");
        Assert.Equal((true, false, 0m), (score.IsDisqualified, score.Qualifies, score.Score));
        Assert.Equal(0, score.Contributions.Sum(part => part.Points));
        Assert.Equal("disqualifies: jobTitle contains student, intern, job seeker",
            score.Contributions.Single(part => part.Rule == "student-or-job-seeker").Why);
    }

    [Fact]
    public async Task Contact_details_that_come_later_can_qualify_a_lead()
    {
        var email = MarketingFixture.NewEmail();
        var lead = await marketing.Capture(new { email, touches = new[] { new { kind = "callIn" } } });
        await marketing.Scored();
        Assert.Empty(await marketing.HandoffsNow(lead.Id));
        await marketing.Capture(new { email, jobTitle = "CEO", company = "Engines" });

        var handoff = (await marketing.Handoffs(lead.Id, 1))[0];
        var details = (await marketing.Service.Published(lead.Id)).Single(fact => fact.Data is ContactIdentified);
        Assert.Equal(details.Id, handoff.CausationId);
    }

    [Fact]
    public async Task A_recycled_lead_is_handed_over_again_only_after_a_touch_that_follows_the_return_date()
    {
        var (id, _) = await marketing.Qualified(Start);
        var (recycledAt, returnAfter) = (Start.AddDays(10), Start.AddDays(40));
        await marketing.Service
            .Deliver(Guid.CreateVersion7(), new LeadRecycled(Guid.CreateVersion7(), id, 1, "Ann", "timing", returnAfter, null), recycledAt,
                id);
        var lead = await Eventually.Get(() => marketing.Lead(id), shown => shown.Cycle == 2);
        Assert.Equal((LeadStage.Lead, returnAfter), (lead.Stage, lead.ReturnAfter));

        await Touch("form", "contact-sales", Start.AddDays(5));
        await Touch("form", "contact-sales", Start.AddDays(20));
        await marketing.Scored();
        Assert.Single(await marketing.HandoffsNow(id));

        await Touch("pageView", null, Start.AddDays(50));
        var handoffs = await marketing.Handoffs(id, 2);
        var second = (LeadQualified)handoffs[1].Data!;
        Assert.Equal((2, Start.AddDays(50)), (second.Cycle, handoffs[1].Time));
        Assert.All(second.Contributions.Where(part => part.TouchId is not null), part => Assert.True(part.EarnedAt > recycledAt));
        await Touch("form", "demo-request", Start.AddDays(60));
        await marketing.Scored();
        Assert.Equal(2, (await marketing.HandoffsNow(id)).Count);

        Task Touch(string kind, string? asset, DateTimeOffset occurredAt) =>
            marketing.Service.Post<RecordTouchResponse>(MarketingFixture.Touches, new { leadId = id, kind, asset, occurredAt });
    }

    [Fact]
    public async Task Touches_that_were_known_before_the_recycle_count_for_the_next_cycle()
    {
        var (id, _) = await marketing.Qualified(Start);
        var form = await marketing.Service.Post<RecordTouchResponse>(
            MarketingFixture.Touches, new { leadId = id, kind = "form", asset = "demo-request", occurredAt = Start.AddDays(90) });
        await marketing.Scored();
        var recycled = await marketing.Service.Deliver(
            Guid.CreateVersion7(), new LeadRecycled(Guid.CreateVersion7(), id, 1, "Ann", "timing", Start.AddDays(40), null),
            Start.AddDays(10), id);

        var handoffs = await marketing.Handoffs(id, 2);
        Assert.Equal(Start.AddDays(90), handoffs[1].Time);
        var dequalified = (await marketing.Service.Published(id)).Single(fact => fact.Data is LeadDequalified);
        var touched = (await marketing.Service.Published(form.Id))[0];
        Assert.Equal((recycled.Id, touched.Id), (dequalified.CausationId, handoffs[1].CausationId));
    }
}
