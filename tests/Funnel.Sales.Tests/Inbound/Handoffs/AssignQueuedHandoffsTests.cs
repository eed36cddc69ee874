using Funnel.Contracts.Sales;
using Funnel.Testing;

namespace Funnel.Sales.Tests;

/// <summary>These tests change the team, so they run a Sales service of their own.</summary>
public sealed class AssignQueuedHandoffsTests : IAsyncLifetime
{
    private ServiceUnderTest<Program, SalesDb> sales = null!;

    public async ValueTask InitializeAsync() => sales = await SalesFixture.Start(("Handoffs:SlaTarget", "1.00:00:00"));

    public ValueTask DisposeAsync() => sales.DisposeAsync();

    [Fact]
    public async Task The_queue_fills_without_representatives_and_is_assigned_when_one_joins()
    {
        var waiting = await Qualify(40);
        await Queued(41); // 40 handoffs, and one from the start of the service.
        var one = (await sales.Get<Page<HandoffSummary>>($"/api/sales/v1/handoffs?leadId={waiting[7]}")).Items.Single();
        Assert.Null(one.RepresentativeId);
        Assert.Equal(one.HandedOffAt.AddDays(1), one.SlaDueAt);
        Assert.Equal("No representative is active. The handoff waits in the queue.",
            (await sales.Get<HandoffResponse>($"/api/sales/v1/handoffs/{one.Id}")).Explanation);

        var ana = await sales.Hire("Ana");
        await Queued(0);
        var facts = await sales.Published(one.Id);
        facts.WithoutGaps();
        var (first, second) = (Assert.IsType<LeadAssigned>(facts[0].Data), Assert.IsType<LeadAssigned>(facts[1].Data));
        Assert.Null(first.RepresentativeId);
        Assert.Equal((ana.Id, "Ana"), (second.RepresentativeId, second.Representative));
        Assert.StartsWith("Waited in the queue. Round robin: of 1 available", second.Explanation);
        Assert.Equal((facts[0].Id, one.LeadId), (facts[1].CausationId, facts[1].CorrelationId));
        Assert.Equal(first.SlaDueAt, second.SlaDueAt);

        await sales.Hire("Ben");
        var away = await sales.Hire("Chris");
        Assert.Equal([33, 33, 34], (await Given(await Qualify(100))).Values.Order());

        await sales.Post<RepresentativeResponse>($"/api/sales/v1/representatives/{away.Id}/deactivate", new { });
        var without = await Given(await Qualify(20));
        Assert.Equal([10, 10], without.Values.Order());
        Assert.DoesNotContain(away.Id, without.Keys);
    }

    [Fact]
    public async Task Activating_a_representative_assigns_the_queue_without_decided_handoffs()
    {
        var away = await sales.Hire("Ana", active: false);
        var leads = await Qualify(3);
        await Queued(4);
        var taken = (await sales.Get<Page<HandoffSummary>>($"/api/sales/v1/handoffs?leadId={leads[0]}")).Items.Single();
        await sales.Accept(taken.Id, by: "Zoe");
        await Queued(3);

        await sales.Post<RepresentativeResponse>($"/api/sales/v1/representatives/{away.Id}/activate", new { });
        await Queued(0);
        Assert.Null((await sales.HandoffOf(leads[0])).RepresentativeId);
        Assert.Equal(away.Id, (await sales.HandoffOf(leads[1])).RepresentativeId);
    }

    [Fact]
    public async Task An_account_owner_who_returns_gets_the_queued_leads_of_the_account_although_the_team_is_full()
    {
        var (full, back) = (await sales.Hire("Full"), await sales.Hire("Back"));
        await Queued(0);
        await sales.Put<RepresentativeResponse>($"/api/sales/v1/representatives/{full.Id}/capacity",
            new { weight = 1, maxOpenHandoffs = 0 });
        await sales.Post<AbsenceResponse>($"/api/sales/v1/representatives/{back.Id}/absences",
            new { until = sales.Clock.GetUtcNow().AddHours(1) });
        await sales.Put<RepresentativeResponse>($"/api/sales/v1/representatives/{back.Id}/capacity",
            new { weight = 1, maxOpenHandoffs = 0 });
        var domain = $"{Steps.New("own")}.example";
        await sales.OpenAccount(new { name = Steps.New("own"), domain, ownerId = back.Id });
        await Qualify(510);
        var lead = Guid.CreateVersion7();
        var qualified = Steps.Qualified(lead);
        await sales.Deliver(lead, qualified with { Context = qualified.Context with { Email = $"vera@{domain}", Phone = null } });
        Assert.Null((await sales.HandoffOf(lead)).RepresentativeId);
        await Queued(511);

        // The absence ends without a request.
        sales.Clock.Advance(TimeSpan.FromHours(2));
        var given = await Eventually.Get(() => sales.HandoffOf(lead), handoff => handoff.RepresentativeId is not null);
        Assert.Equal(back.Id, given.RepresentativeId);
        await Queued(510);
    }

    private async Task<List<Guid>> Qualify(int count)
    {
        var leads = Enumerable.Range(0, count).Select(_ => Guid.CreateVersion7()).ToList();
        foreach (var lead in leads)
        {
            await sales.Deliver(lead, Steps.Qualified(lead));
        }

        return leads;
    }

    private Task<long> Queued(int count) => Eventually.Get(
        () => sales.Count("handoffs where status = 'Pending' and representative_id is null"), found => found == count);

    private async Task<Dictionary<Guid, int>> Given(List<Guid> leads)
    {
        var handoffs = new List<HandoffSummary>();
        foreach (var lead in leads)
        {
            handoffs.Add(await sales.HandoffOf(lead));
        }

        return handoffs.GroupBy(handoff => handoff.RepresentativeId!.Value).ToDictionary(mine => mine.Key, mine => mine.Count());
    }
}
