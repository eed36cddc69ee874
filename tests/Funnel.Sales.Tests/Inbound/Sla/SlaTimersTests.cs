using System.Net.Http.Json;
using Funnel.Contracts.Sales;
using Funnel.Testing;

namespace Funnel.Sales.Tests;

public sealed class SlaTimersTests(SlaFixture fixture) : IClassFixture<SlaFixture>
{
    private readonly ServiceUnderTest<Program, SalesDb> sales = fixture.Service;

    [Fact]
    public async Task The_clock_starts_warns_and_is_breached_at_its_due_times_and_opening_or_accepting_does_not_stop_it()
    {
        var handoff = await sales.HandOver();
        await fixture.Handoff(handoff.Id);
        await sales.Accept(handoff.Id);
        sales.Clock.Advance(TimeSpan.FromHours(3.1));
        await fixture.Told(handoff.LeadId, 2);
        await fixture.Handoff(handoff.Id);
        sales.Clock.Advance(TimeSpan.FromHours(1));
        var told = await fixture.Told(handoff.LeadId, 3);

        var (warnAt, dueAt) = (handoff.HandedOffAt.AddHours(3), handoff.HandedOffAt.AddHours(4));
        Assert.Equal(new HandoffSlaStarted(handoff.Id, handoff.LeadId, 1, null, null, warnAt, dueAt), told[0].Data);
        Assert.Equal(new HandoffSlaWarned(handoff.Id, handoff.LeadId, 1, fixture.Ana.Id, "Ana", dueAt), told[1].Data);
        var breached = Assert.IsType<HandoffSlaBreached>(told[2].Data);
        Assert.Equal((handoff.Id, (Guid?)fixture.Ana.Id, dueAt, (Guid?)null),
            (breached.HandoffId, breached.RepresentativeId, breached.DueAt, breached.EscalatedToId));
        Assert.Equal([handoff.HandedOffAt, warnAt, dueAt], told.Select(fact => fact.Time));
        var shown = await fixture.Handoff(handoff.Id);
        Assert.Equal((warnAt, dueAt, null), (shown.Sla!.WarnedAt, shown.Sla.BreachedAt, shown.Sla.MetAt));
        Assert.Equal(breached.Explanation, shown.Explanation);
        Assert.Contains("Nobody above Ana is available.", shown.Explanation);
        Assert.Equal(HandoffStatus.Accepted, shown.Status);
    }

    [Fact]
    public async Task The_first_outreach_stops_the_clock_when_logged_in_any_order_and_twice()
    {
        var handoff = await sales.HandOver();
        var at = handoff.HandedOffAt;
        await fixture.Reach(handoff.LeadId, at.AddMinutes(-5));
        await fixture.Reach(handoff.LeadId, at.AddMinutes(30));
        await fixture.Reach(handoff.LeadId, at.AddMinutes(30));
        await fixture.Reach(handoff.LeadId, at.AddMinutes(10));
        await fixture.Reach(handoff.LeadId, at.AddMinutes(50));
        Assert.Equal((at.AddMinutes(30), at.AddMinutes(10), 600), Of(await fixture.Handoff(handoff.Id)));

        var marker = await sales.HandOver();
        sales.Clock.Advance(TimeSpan.FromHours(5));
        await fixture.Told(marker.LeadId, 3);
        var told = await fixture.Told(handoff.LeadId, 2);
        Assert.Equal([typeof(HandoffSlaStarted), typeof(HandoffSlaMet)], told.Select(fact => fact.Data!.GetType()));
        Assert.Equal((at.AddMinutes(30), new HandoffSlaMet(handoff.Id, handoff.LeadId, 1, fixture.Ana.Id, "Ana", at.AddHours(4), 1800)),
            (told[1].Time, told[1].Data));

        static (DateTimeOffset?, DateTimeOffset?, int?) Of(HandoffResponse shown) =>
            (shown.Sla!.MetAt, shown.Sla.FirstOutreachAt, shown.Sla.SpeedToLeadSeconds);
    }

    [Fact]
    public async Task Outreach_that_is_logged_late_disproves_a_breach_and_late_outreach_does_not()
    {
        var (one, two) = (await sales.HandOver(), await sales.HandOver());
        sales.Clock.Advance(TimeSpan.FromHours(5));
        await fixture.Told(one.LeadId, 3);
        await fixture.Told(two.LeadId, 3);
        await fixture.Reach(one.LeadId, one.HandedOffAt.AddHours(2));
        await fixture.Reach(two.LeadId, two.HandedOffAt.AddHours(4.5));
        Assert.IsType<HandoffSlaMet>((await fixture.Told(one.LeadId, 4))[3].Data);
        var late = await fixture.Handoff(two.Id);
        Assert.Equal((null, 16200), (late.Sla!.MetAt, late.Sla.SpeedToLeadSeconds));
        Assert.Equal(3, (await fixture.Told(two.LeadId, 3)).Count);
    }

    [Fact]
    public async Task A_breach_goes_to_the_person_of_the_policy_and_a_lead_without_a_decision_is_recycled()
    {
        var boss = await sales.HireManager("Boss");
        await fixture.Put("sla-policies/quick",
            new { name = "Quick", targetMinutes = 60, escalateToId = boss.Id, recycleAfterMinutes = 120 });
        var (silent, accepted, rejected, reached) =
            (await sales.HandOver(), await sales.HandOver(), await sales.HandOver(), await sales.HandOver());
        await sales.Accept(accepted.Id);
        await sales.Post<HandoffDecisionResponse>($"/api/sales/v1/handoffs/{rejected.Id}/reject",
            new { decidedBy = "Ana", reason = "spam" });
        sales.Clock.Advance(TimeSpan.FromMinutes(61));
        await fixture.Told(silent.LeadId, 3);
        await fixture.Told(accepted.LeadId, 3);
        await fixture.Told(reached.LeadId, 3);
        var escalated = await fixture.Handoff(silent.Id);
        Assert.Equal((boss.Id, "Boss"), (escalated.RepresentativeId!.Value, escalated.Representative));
        Assert.Contains("Escalated from Ana to Boss, named by policy quick.", escalated.Explanation);
        Assert.Equal(boss.Id, Assert.IsType<LeadAssigned>((await sales.Published(silent.Id))[^1].Data).RepresentativeId);
        var kept = await fixture.Handoff(accepted.Id);
        Assert.Equal(fixture.Ana.Id, kept.RepresentativeId);
        Assert.Contains("Boss, named by policy quick, is informed. Ana accepted the handoff and keeps it.", kept.Explanation);
        await fixture.Reach(reached.LeadId, reached.HandedOffAt.AddMinutes(70));

        sales.Clock.Advance(TimeSpan.FromMinutes(120));
        var back = await Eventually.Get(() => sales.HandoffOf(silent.LeadId), handoff => handoff.Status == HandoffStatus.Recycled);
        Assert.Equal(("Funnel", "no-response", silent.HandedOffAt.AddMinutes(180)), (back.DecidedBy, back.Reason, back.DecidedAt));
        var recycled = (await sales.Published(silent.Id))[^1];
        Assert.Equal(("no-response", back.DecidedAt), (Assert.IsType<LeadRecycled>(recycled.Data).Reason, recycled.Time));
        await Eventually.Get(() => sales.Count("messaging.timers where name = 'handoff-sla-recycle'"), left => left == 0);
        Assert.Equal([HandoffStatus.Accepted, HandoffStatus.Rejected, HandoffStatus.Pending],
            new[] { (await sales.HandoffOf(accepted.LeadId)).Status, (await sales.HandoffOf(rejected.LeadId)).Status,
                (await sales.HandoffOf(reached.LeadId)).Status });
        Assert.Single(await fixture.Told(rejected.LeadId, 1));
        await sales.Http.DeleteAsync("/api/sales/v1/sla-policies/quick");
    }

    [Fact]
    public async Task Without_a_person_in_the_policy_a_breach_goes_to_the_nearest_manager()
    {
        var (director, lead, member) = (await sales.HireManager("Director"), await sales.HireManager("Lead"), await sales.Hire("Member"));
        var top = await sales.Post<TeamResponse>("/api/sales/v1/teams", new { code = "top", name = "Top", managerId = director.Id });
        var below =
            await sales.Post<TeamResponse>("/api/sales/v1/teams",
                new { code = "below", name = "Below", parentId = top.Id, managerId = lead.Id });
        foreach (var person in new[] { lead, member })
        {
            (await sales.Http.PutAsJsonAsync($"/api/sales/v1/representatives/{person.Id}/team", new { teamId = below.Id }))
                .EnsureSuccessStatusCode();
        }

        var handoff = await Until(member.Id);
        sales.Clock.Advance(TimeSpan.FromHours(4.1));
        var breached = Assert.IsType<HandoffSlaBreached>((await fixture.Told(handoff.LeadId, 3))[2].Data);
        Assert.Equal((lead.Id, "Lead"), (breached.EscalatedToId, breached.EscalatedTo));
        await sales.Post<RepresentativeResponse>($"/api/sales/v1/representatives/{member.Id}/deactivate", new { });

        // A handoff of a manager goes to the next manager above.
        await sales.Put<RepresentativeResponse>($"/api/sales/v1/representatives/{lead.Id}/capacity", new { weight = 1 });
        var own = await Until(lead.Id);
        sales.Clock.Advance(TimeSpan.FromHours(4.1));
        Assert.Equal(director.Id, Assert.IsType<HandoffSlaBreached>((await fixture.Told(own.LeadId, 3))[2].Data).EscalatedToId);
        await sales.Post<RepresentativeResponse>($"/api/sales/v1/representatives/{lead.Id}/deactivate", new { });
    }

    [Fact]
    public async Task A_breach_skips_absent_and_inactive_managers_and_stays_if_nobody_is_available()
    {
        var (chief, director, lead, named) =
            (await sales.HireManager("Chief"), await sales.HireManager("Director"), await sales.HireManager("Lead"),
                await sales.HireManager("Named"));
        var top =
            await sales.Post<TeamResponse>("/api/sales/v1/teams", new { code = Steps.New("top"), name = "Top", managerId = chief.Id });
        var middle =
            await sales.Post<TeamResponse>("/api/sales/v1/teams",
                new { code = Steps.New("middle"), name = "Middle", parentId = top.Id, managerId = director.Id });
        var below =
            await sales.Post<TeamResponse>("/api/sales/v1/teams",
                new { code = Steps.New("below"), name = "Below", parentId = middle.Id, managerId = lead.Id });
        foreach (var (member, team) in new[] { (fixture.Ana, below), (named, middle) })
        {
            await sales.Put<RepresentativeResponse>($"/api/sales/v1/representatives/{member.Id}/team", new { teamId = team.Id });
        }

        await sales.Post<RepresentativeResponse>($"/api/sales/v1/representatives/{lead.Id}/deactivate", new { });
        var until = sales.Clock.GetUtcNow().AddDays(30);
        await sales.Post<AbsenceResponse>($"/api/sales/v1/representatives/{director.Id}/absences", new { until });
        await sales.Post<AbsenceResponse>($"/api/sales/v1/representatives/{named.Id}/absences", new { until });

        var (plain, away) = (await sales.HandOver(), $"is absent until {until:yyyy-MM-dd HH:mm} UTC. ");
        await fixture.Put("sla-policies/named", new { name = "Named", targetMinutes = 60, escalateToId = named.Id });
        var ofPolicy = await sales.HandOver();
        sales.Clock.Advance(TimeSpan.FromHours(4.1));
        await fixture.Told(plain.LeadId, 3);
        await fixture.Told(ofPolicy.LeadId, 3);
        Assert.Equal((chief.Id, true),
            await Has(plain, $" UTC. Lead is not active. Director {away}Escalated from Ana to Chief, the manager."));
        Assert.Equal((chief.Id, true), await Has(ofPolicy, $" UTC. Named {away}Director {away}Escalated from Ana to Chief, the manager."));
        Assert.Equal(chief.Id, Assert.IsType<LeadAssigned>((await sales.Published(plain.Id))[^1].Data).RepresentativeId);

        await sales.Http.DeleteAsync("/api/sales/v1/sla-policies/named");
        await sales.Post<RepresentativeResponse>($"/api/sales/v1/representatives/{chief.Id}/deactivate", new { });
        var stays = await sales.HandOver();
        sales.Clock.Advance(TimeSpan.FromHours(4.1));
        Assert.Null(Assert.IsType<HandoffSlaBreached>((await fixture.Told(stays.LeadId, 3))[^1].Data).EscalatedToId);
        Assert.Equal((fixture.Ana.Id, true), await Has(stays, "Chief is not active. Nobody above Ana is available."));
        Assert.Single(await sales.Published(stays.Id));
        await sales.Put<RepresentativeResponse>($"/api/sales/v1/representatives/{fixture.Ana.Id}/team", new { });

        async Task<(Guid?, bool)> Has(HandoffSummary handoff, string why) =>
            await fixture.Handoff(handoff.Id) is var shown
                ? (shown.RepresentativeId, shown.Explanation.EndsWith(why, StringComparison.Ordinal))
                : default;
    }

    [Fact]
    public async Task Exactly_one_of_people_and_the_automatic_recycle_decides()
    {
        await fixture.Put("sla-policies/short", new { name = "Short", targetMinutes = 1, recycleAfterMinutes = 1 });
        var later = await sales.HandOver(cycle: 2);
        var first = await sales.HandOver(later.LeadId, cycle: 1, at: later.HandedOffAt.AddMinutes(-30));
        var many = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => sales.HandOver()));
        sales.Clock.Advance(TimeSpan.FromMinutes(3));
        foreach (var handoff in many.Append(later).Append(first))
        {
            await Task.WhenAll(Enumerable.Range(0, 3)
                .Select(person => sales.Post($"/api/sales/v1/handoffs/{handoff.Id}/accept", new { decidedBy = $"Person {person}" })));
        }

        await Eventually.Get(() =>
            sales.Count("messaging.timers where due_at < now() + interval '1 day' and name = 'handoff-sla-recycle'"), left => left == 0);
        foreach (var handoff in many.Append(later).Append(first))
        {
            var facts = await sales.Published(handoff.Id);
            facts.WithoutGaps();
            Assert.Single(facts, fact => fact.Data is LeadAccepted or LeadRecycled);
        }

        await sales.Http.DeleteAsync("/api/sales/v1/sla-policies/short");
    }

    /// <summary>Hands leads over until the representative has the turn.</summary>
    private async Task<HandoffSummary> Until(Guid representative)
    {
        while (true)
        {
            if (await sales.HandOver() is var handoff && handoff.RepresentativeId == representative)
            {
                return handoff;
            }
        }
    }
}
