using Funnel.Contracts.Sales;
using Funnel.Testing;

namespace Funnel.Sales.Tests;

public sealed class WhenLeadQualifiedTests(SalesFixture fixture)
{
    private readonly ServiceUnderTest<Program, SalesDb> sales = fixture.Service;

    [Fact]
    public async Task A_qualified_lead_becomes_a_handoff_with_the_reasons()
    {
        var lead = Guid.CreateVersion7();
        var qualified = Steps.Qualified(lead);
        var cause = await sales.Deliver(lead, qualified, DateTimeOffset.Parse("2018-02-03T10:00:00Z"));
        var listed = await sales.HandoffOf(lead);
        var handoff = await sales.Get<HandoffResponse>($"/api/sales/v1/handoffs/{listed.Id}");

        Assert.Equal(cause.Time, handoff.HandedOffAt);
        Assert.Equal(cause.Time.AddHours(4), handoff.SlaDueAt);
        Assert.True(handoff.IsOverdue);
        Assert.Equal(75, handoff.Contributions.Sum(contribution => contribution.Points));
        Assert.Equal(qualified.Contributions, handoff.Contributions);
        Assert.Equal(qualified.Context.LastTouches, handoff.Context.LastTouches);
        Assert.Equal(qualified.Context.Consents, handoff.Context.Consents);
        Assert.Equal(3, handoff.RuleSetVersion);
        Assert.Equal($"ext-{lead:N}", handoff.ExternalLeadId);
        Assert.Contains(fixture.Team, person => person.Id == handoff.RepresentativeId);
        Assert.StartsWith("Round robin: of ", handoff.Explanation);
        Assert.Null(handoff.Decision);

        var fact = Assert.Single(await sales.Published(handoff.Id));
        var assigned = Assert.IsType<LeadAssigned>(fact.Data);
        Assert.Equal((handoff.RepresentativeId, handoff.Representative, handoff.Explanation),
            (assigned.RepresentativeId, assigned.Representative, assigned.Explanation));
        Assert.Equal((cause.Time, cause.Id, lead), (fact.Time, fact.CausationId, fact.CorrelationId));
    }

    [Fact]
    public async Task The_same_event_delivered_ten_times_is_one_handoff()
    {
        var lead = Guid.CreateVersion7();
        var cause = await sales.Deliver(lead, Steps.Qualified(lead));
        await sales.Deliver([.. Enumerable.Repeat(cause, 9)]);
        var handoff = await sales.HandoffOf(lead);
        await sales.HandOver();

        Assert.Single((await sales.Get<Page<HandoffSummary>>($"/api/sales/v1/handoffs?leadId={lead}")).Items);
        Assert.Single(await sales.StoryBesidesClock(lead));
        Assert.Single(await sales.Published(handoff.Id));
    }

    [Fact]
    public async Task One_cycle_in_two_events_is_one_handoff_and_the_next_cycle_is_another()
    {
        var lead = Guid.CreateVersion7();
        for (var time = 0; time < 10; time++)
        {
            await sales.Deliver(lead, Steps.Qualified(lead));
        }

        await sales.HandOver(lead, cycle: 2);
        var handoffs =
            await Eventually.Get(() => sales.Get<Page<HandoffSummary>>($"/api/sales/v1/handoffs?leadId={lead}"),
                page => page.Items.Count >= 2);
        Assert.Equal([1, 2], handoffs.Items.Select(handoff => handoff.Cycle).Order());
        Assert.Equal(2, (await sales.StoryBesidesClock(lead)).Count);
    }

    [Fact]
    public async Task The_inbox_filters_and_pages_newest_first()
    {
        var lead = Guid.CreateVersion7();
        foreach (var cycle in Enumerable.Range(1, 5))
        {
            await sales.HandOver(lead, cycle);
        }

        var seen = new List<HandoffSummary>();
        for (Guid? after = null; ;)
        {
            var page =
                await sales.Get<Page<HandoffSummary>>(
                    $"/api/sales/v1/handoffs?leadId={lead}&status=pending&overdue=false&limit=2{(after is null ? "" : $"&after={after}")}");
            seen.AddRange(page.Items);
            if ((after = page.Next) is null)
            {
                break;
            }
        }

        Assert.Equal([5, 4, 3, 2, 1], seen.Select(handoff => handoff.Cycle));
        Assert.Empty((await sales.Get<Page<HandoffSummary>>($"/api/sales/v1/handoffs?leadId={lead}&overdue=true")).Items);
        Assert.Empty((await sales.Get<Page<HandoffSummary>>($"/api/sales/v1/handoffs?leadId={lead}&queued=true")).Items);
        var mine = seen[0].RepresentativeId;
        Assert.Contains((await sales.Get<Page<HandoffSummary>>($"/api/sales/v1/handoffs?representativeId={mine}&leadId={lead}")).Items,
            handoff => handoff.Id == seen[0].Id);
    }
}
