using System.Net;
using Funnel.Contracts.Sales;
using Funnel.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Funnel.Sales.Tests;

/// <summary>These tests change the team, so they run a Sales service of their own.</summary>
public sealed class LeadRouterTests : IAsyncLifetime
{
    private const string People = "/api/sales/v1/representatives";

    private ServiceUnderTest<Program, SalesDb> sales = null!;
    private RepresentativeResponse ana = null!, ben = null!, chris = null!;

    public async ValueTask InitializeAsync()
    {
        sales = await SalesFixture.Start();
        (ana, ben, chris) = (await sales.Hire("Ana"), await sales.Hire("Ben"), await sales.Hire("Chris"));
        await sales.Queued(0);
    }

    public ValueTask DisposeAsync() => sales.DisposeAsync();

    [Fact]
    public async Task A_lead_goes_to_the_account_owner_or_a_territory_or_the_team_and_the_choice_is_explained()
    {
        var account = Steps.New("acme");
        await Account($"{account}, Inc.", $"{account}.example", ben, 500);
        await Account($"{account} without anybody", $"{account}.test", null, 500);
        await sales.Territory("dach",
            new { name = "DACH", position = 1, countries = new[] { "de", "AT" }, representativeIds = new[] { chris.Id } });
        await sales.Territory("large",
            new { name = "Large", position = 0, employeesFrom = 100, employeesBelow = 1000, representativeIds = new[] { ana.Id } });

        await sales.GoesTo(ben, $"Ben owns the account {account}, Inc..", await sales.Lead(email: $"vera@{account}.example"));
        await sales.GoesTo(ben, $"Ben owns the account {account}, Inc..", await sales.Lead(company: $"{account.ToUpperInvariant()} inc"));
        await sales.GoesTo(chris, "Territory DACH. Round robin: of 1 available representatives, Chris has ",
            await sales.Lead(country: "AT"));
        await sales.GoesTo(ana, "Territory Large. ", await sales.Lead(email: $"vera@{account}.test"));
        await sales.GoesTo(null, "Round robin: of 3 available representatives, ", await sales.Lead(country: "FR"));

        // The fact carries the same explanation as the handoff.
        var told = await sales.Lead(country: "AT");
        Assert.Equal((chris.Id, (await sales.Shown(told)).Explanation),
            (await sales.Published(told.Id)).Select(fact => Assert.IsType<LeadAssigned>(fact.Data))
            .Select(fact => (fact.RepresentativeId!.Value, fact.Explanation)).Single());

        // The owner is absent or not active: the next rule applies, and the explanation names the owner.
        await sales.Away(ben, TimeSpan.FromDays(3));
        var passed = await sales.Lead(email: $"vera@{account}.example");
        await sales.GoesTo(ana, $"Ben owns the account {account}, Inc., but is absent until ", passed);
        Assert.Contains("UTC. Territory Large. ", (await sales.Shown(passed)).Explanation);
        await sales.Post<RepresentativeResponse>($"{People}/{ben.Id}/deactivate", new { });
        await sales.GoesTo(ana, $"Ben owns the account {account}, Inc., but is not active. Territory Large. ",
            await sales.Lead(email: $"vera@{account}.example"));
    }

    [Fact]
    public async Task A_lead_that_nobody_can_take_waits_in_the_queue_until_a_representative_is_back()
    {
        await sales.Territory("dach", new { name = "DACH", countries = new[] { "DE" }, representativeIds = new[] { chris.Id } });
        var absences =
            new[] { await sales.Away(ana, TimeSpan.FromHours(1)), await sales.Away(ben, TimeSpan.FromDays(1)),
                await sales.Away(chris, TimeSpan.FromHours(1)) };
        var waits = await sales.Lead(country: "DE");
        var shown = await sales.Shown(waits);
        Assert.Null(shown.RepresentativeId);
        Assert.StartsWith("Nobody in territory DACH is available. None of 3 active representatives is available: 3 absent",
            shown.Explanation);
        Assert.Equal(shown.Explanation, Assert.IsType<LeadAssigned>((await sales.Published(waits.Id)).Single().Data).Explanation);

        sales.Clock.Advance(TimeSpan.FromMinutes(5));
        var queue = await sales.Get<QueueResponse>("/api/sales/v1/handoffs/queue");
        Assert.Equal((1, waits.Id, waits.HandedOffAt), (queue.Waiting, queue.OldestHandoffId, queue.OldestHandedOffAt));
        Assert.InRange(queue.OldestAgeSeconds, 300, 900);
        using var measured = new Measurements(sales.Services);
        await Eventually.Get(() => Task.FromResult(measured.Gauge("funnel.handoffs.queued")), count => count == 1);
        Assert.True(measured.Gauge("funnel.handoffs.queue.age") >= 300);

        // Two absences end by time.
        sales.Clock.Advance(TimeSpan.FromHours(1));
        await sales.Queued(0);
        await sales.GoesTo(chris, "Waited in the queue. Territory DACH. ", await sales.HandoffOf(waits.LeadId));
        Assert.Equal([null, chris.Id],
            (await sales.Published(waits.Id)).Select(fact => fact.Data).OfType<LeadAssigned>().Select(fact => fact.RepresentativeId));
        await Eventually.Get(() => Task.FromResult(measured.Gauge("funnel.handoffs.queued")), count => count == 0);
        Assert.Equal(0, measured.Gauge("funnel.handoffs.queue.age"));
        queue = await sales.Get<QueueResponse>("/api/sales/v1/handoffs/queue");
        Assert.Equal(new QueueResponse(0, null, null, 0), queue);

        // The third representative is back earlier than planned.
        await sales.Away(ana, TimeSpan.FromDays(9));
        await sales.Away(chris, TimeSpan.FromDays(9));
        var later = await sales.Lead();
        Assert.Null(later.RepresentativeId);
        Assert.Equal(HttpStatusCode.NoContent, (await sales.Http.DeleteAsync($"{People}/{ben.Id}/absences/{absences[1].Id}")).StatusCode);
        await sales.Queued(0);
        Assert.Equal(ben.Id, (await sales.HandoffOf(later.LeadId)).RepresentativeId);
    }

    [Fact]
    public async Task A_queued_handoff_that_breaches_its_SLA_goes_to_the_topmost_manager()
    {
        var head = await sales.HireManager("Head");
        var company =
            await sales.Post<TeamResponse>("/api/sales/v1/teams", new { code = Steps.New("sales"), name = "Sales", managerId = head.Id });
        await sales.Post<TeamResponse>("/api/sales/v1/teams",
            new { code = Steps.New("berlin"), name = "Berlin", parentId = company.Id, managerId = ana.Id });
        foreach (var person in new[] { ana, ben, chris })
        {
            await sales.Away(person, TimeSpan.FromDays(30));
        }

        var waits = await sales.Lead();
        Assert.Null(waits.RepresentativeId);
        sales.Clock.Advance(TimeSpan.FromHours(4.1));
        await sales.Queued(0);
        var shown = await sales.Shown(waits);
        Assert.Equal(head.Id, shown.RepresentativeId);
        Assert.Contains("Escalated from the queue to Head, the manager.", shown.Explanation);
        var breached = (await sales.Story(waits.LeadId)).Select(fact => fact.Data).OfType<HandoffSlaBreached>().Single();
        Assert.Equal((null, head.Id, shown.Explanation), (breached.RepresentativeId, breached.EscalatedToId, breached.Explanation));
        Assert.Equal(head.Id, Assert.IsType<LeadAssigned>((await sales.Published(waits.Id))[^1].Data).RepresentativeId);
    }

    [Fact]
    public async Task The_account_is_found_by_its_contacts_and_through_merges()
    {
        var (key, vera) = (Steps.New("acme"), $"{Steps.New("vera")}@mail.example");
        var (old, now) = (await Account($"{key} old", $"{key}.example", null, 10), await Account($"{key} new", null, ben, 10));
        var (first, second) =
            (await sales.AddContact(old.Id),
                await sales.Post<ContactResponse>("/api/sales/v1/contacts", new { fullName = "Vera", email = vera }));
        await sales.Post<MergeResponse>($"/api/sales/v1/contacts/{first.Id}/merge", new { loserId = second.Id });
        await sales.GoesTo(null, "Round robin: ", await sales.Lead(email: vera));

        // A merged contact and a merged account lead to the ones that they were merged into.
        await sales.Post<MergeResponse>($"/api/sales/v1/accounts/{now.Id}/merge", new { loserId = old.Id });
        var owns = $"Ben owns the account {key} new.";
        await sales.GoesTo(ben, owns, await sales.Lead(email: vera));
        await sales.GoesTo(ben, owns, await sales.Lead(email: $"somebody@{key}.example"));
        await sales.GoesTo(ben, owns, await sales.Lead(company: $"{key} OLD"));
    }

    [Fact]
    public async Task Shares_follow_the_weights_within_one_turn_when_many_replicas_assign_at_once()
    {
        await Capacity(ana, 3);
        await Capacity(ben, 2);
        await Capacity(chris, 1);
        await sales.Territory("all", new { name = "All", representativeIds = new[] { ana.Id, ben.Id, chris.Id } });
        var given = await Task.WhenAll(Enumerable.Range(0, 10).Select(async replica =>
        {
            await using var scope = sales.Services.CreateAsyncScope();
            var (db, router, mine) =
                (scope.ServiceProvider.GetRequiredService<SalesDb>(), scope.ServiceProvider.GetRequiredService<LeadRouter>(),
                    new List<Guid>());
            await db.InTransaction(async () =>
            {
                await router.Lock(CancellationToken.None);
                for (var lead = 0; lead <= replica; lead++)
                {
                    var context = Steps.Qualified(Guid.CreateVersion7()).Context;
                    await router.Load([context], CancellationToken.None);
                    mine.Add(router.Route(context).Representative!.Id);
                }

                await db.SaveChangesAsync();
            }, CancellationToken.None);
            return mine;
        }));
        var turns = given.SelectMany(mine => mine).ToList();
        foreach (var (person, weight) in new[] { (ana, 3), (ben, 2), (chris, 1) })
        {
            Assert.InRange(turns.Count(turn => turn == person.Id) - (turns.Count * weight / 6.0), -1, 1);
        }
    }

    [Fact]
    public async Task Turns_go_by_weight_up_to_the_limit_and_a_decision_frees_a_place()
    {
        await Capacity(ana, 3);
        await Capacity(ben, 1);
        await Capacity(chris, 1, most: 2);
        var handoffs = new List<HandoffSummary>();
        for (var turn = 0; turn < 14; turn++)
        {
            handoffs.Add(await sales.Lead());
        }

        Assert.Equal(2, handoffs.Count(handoff => handoff.RepresentativeId == chris.Id));
        Assert.InRange(handoffs.Count(handoff => handoff.RepresentativeId == ana.Id), 8, 10);
        Assert.StartsWith("By weight: of ", (await sales.Shown(handoffs[0])).Explanation);

        await Capacity(ana, 3, most: 0);
        await Capacity(ben, 1, most: 0);
        var waits = await sales.Lead();
        Assert.Null(waits.RepresentativeId);
        await sales.Accept(handoffs.First(handoff => handoff.RepresentativeId == chris.Id).Id);
        await sales.Queued(0);
        Assert.Equal(chris.Id, (await sales.HandoffOf(waits.LeadId)).RepresentativeId);
    }

    [Fact]
    public async Task An_absence_is_planned_listed_and_cancelled_and_a_wrong_one_is_refused()
    {
        var now = sales.Clock.GetUtcNow();
        Assert.Equal("absence-out-of-range",
            (await sales.Post($"{People}/{ana.Id}/absences", new { from = now.AddDays(2), until = now.AddDays(1) }).Refused(422)).Code);
        Assert.Equal("absence-out-of-range",
            (await sales.Post($"{People}/{ana.Id}/absences", new { from = now.AddDays(-2), until = now.AddDays(-1) }).Refused(422)).Code);
        var absence =
            await sales.Post<AbsenceResponse>($"{People}/{ana.Id}/absences",
                new { from = now.AddDays(1), until = now.AddDays(2), note = "Holiday" });
        Assert.Equal([absence], (await sales.Get<AbsencesResponse>($"{People}/{ana.Id}/absences")).Items);
        Assert.Equal(HttpStatusCode.NoContent, (await sales.Http.DeleteAsync($"{People}/{ana.Id}/absences/{absence.Id}")).StatusCode);
        Assert.Equal("absence-not-found", (await sales.Http.DeleteAsync($"{People}/{ana.Id}/absences/{absence.Id}").Refused(404)).Code);
    }

    private Task<AccountResponse> Account(string name, string? domain, RepresentativeResponse? owner, int employees) =>
        sales.OpenAccount(new { name, domain, ownerId = owner?.Id, unassigned = owner is null, employees });

    private Task<RepresentativeResponse> Capacity(RepresentativeResponse representative, int weight, int? most = null) =>
        sales.Put<RepresentativeResponse>($"{People}/{representative.Id}/capacity", new { weight, maxOpenHandoffs = most });
}
