using System.Net;
using System.Net.Http.Json;
using Funnel.Contracts.Marketing;
using Funnel.Contracts.Sales;
using Funnel.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Funnel.Sales.Tests;

/// <summary>A Sales of its own: who is in the team is what these tests are about.</summary>
public sealed class RoutingTests : IAsyncLifetime
{
    private const string People = "/api/sales/v1/representatives";

    private ServiceUnderTest<Program, SalesDb> sales = null!;
    private RepresentativeResponse ana = null!, ben = null!, chris = null!;

    public async ValueTask InitializeAsync()
    {
        sales = await SalesFixture.Start();
        (ana, ben, chris) = (await sales.Hire("Ana"), await sales.Hire("Ben"), await sales.Hire("Chris"));
        await Queued(0);
    }

    public ValueTask DisposeAsync() => sales.DisposeAsync();

    [Fact]
    public async Task The_account_owner_comes_first_then_the_territory_then_the_whole_team_and_each_explains_itself()
    {
        var account = Steps.New("acme");
        await Owned($"{account}, Inc.", $"{account}.example", ben, 500);
        await Owned($"{account} without anybody", $"{account}.test", null, 500);
        await Put("territories/dach", new { name = "DACH", position = 1, countries = new[] { "de", "AT" }, representativeIds = new[] { chris.Id } });
        await Put("territories/large", new { name = "Large", position = 0, employeesFrom = 100, employeesBelow = 1000, representativeIds = new[] { ana.Id } });

        await Is(ben, $"Ben owns the account {account}, Inc..", await Lead(email: $"vera@{account}.example"));
        await Is(ben, $"Ben owns the account {account}, Inc..", await Lead(company: $"{account.ToUpperInvariant()} inc"));
        await Is(chris, "Territory DACH. Round robin: of 1 active representatives Chris had ", await Lead(country: "AT"));
        await Is(ana, "Territory Large. ", await Lead(email: $"vera@{account}.test"));
        await Is(null, "Round robin: of 3 active representatives ", await Lead(country: "FR"));

        // The owner is away: the next who may, and the explanation says who was passed over.
        await Away(ben, TimeSpan.FromDays(3));
        await Is(ana, "Ben, who owns the account", await Lead(email: $"vera@{account}.example"));
        await Away(ana, TimeSpan.FromDays(1));
        await Away(chris, TimeSpan.FromDays(1));
        var waits = await Lead(country: "DE");
        var shown = await sales.Get<HandoffResponse>($"/api/sales/v1/handoffs/{waits.Id}");
        Assert.Null(shown.RepresentativeId);
        Assert.StartsWith("Nobody of territory DACH can take it. None of 3 active representatives can take it: 3 absent", shown.Explanation);

        // It is seen while it waits, and given out by the same rules when somebody is back.
        var queue = await sales.Get<QueueResponse>("/api/sales/v1/handoffs/queue");
        Assert.Equal((1, waits.Id, waits.HandedOffAt), (queue.Waiting, queue.OldestHandoffId, queue.OldestHandedOffAt));
        using var measured = new Measurements(sales.Services);
        await Eventually.Get(() => Task.FromResult(measured.Gauge("funnel.handoffs.queued")), count => count == 1);
        sales.Clock.Advance(TimeSpan.FromHours(25));
        await Queued(0);
        Assert.True(measured.Gauge("funnel.handoffs.queue.age") >= 0);
        await Is(chris, "Waited in the queue. Territory DACH. ", await sales.HandoffOf(waits.LeadId));
        Assert.Equal(2, (await sales.Published(waits.Id)).Count(fact => fact.Data is LeadAssigned));
    }

    [Fact]
    public async Task Turns_go_by_weight_up_to_the_limit_and_an_answer_makes_room()
    {
        await Capacity(ana, 3);
        await Capacity(ben, 1);
        await Capacity(chris, 1, most: 2);
        var handoffs = new List<HandoffSummary>();
        for (var turn = 0; turn < 14; turn++)
        {
            handoffs.Add(await Lead());
        }

        Assert.Equal(2, handoffs.Count(handoff => handoff.RepresentativeId == chris.Id));
        Assert.InRange(handoffs.Count(handoff => handoff.RepresentativeId == ana.Id), 8, 10);
        Assert.StartsWith("By weight: of ", (await sales.Get<HandoffResponse>($"/api/sales/v1/handoffs/{handoffs[0].Id}")).Explanation);

        await Capacity(ana, 3, most: 0);
        await Capacity(ben, 1, most: 0);
        var waits = await Lead();
        Assert.Null(waits.RepresentativeId);
        await sales.Accept(handoffs.First(handoff => handoff.RepresentativeId == chris.Id).Id);
        await Queued(0);
        Assert.Equal(chris.Id, (await sales.HandoffOf(waits.LeadId)).RepresentativeId);
    }

    [Theory]
    [InlineData("territories/bad", """{"name":"X"}""", 422, "territory-without-people")]
    [InlineData("territories/bad", """{"name":"X","representativeIds":["00000000-0000-0000-0000-000000000001"]}""", 422, "territory-people-unknown")]
    [InlineData("territories/bad", """{"name":"X","teamId":"00000000-0000-0000-0000-000000000001"}""", 422, "territory-people-unknown")]
    [InlineData("territories/bad", """{"name":"X","employeesFrom":5,"employeesBelow":5,"teamId":"00000000-0000-0000-0000-000000000001"}""", 422, "territory-size-wrong")]
    [InlineData("territories/bad", """{"name":"X","countries":["Germany"]}""", 400, "validation-failed")]
    [InlineData("territories/bad", """{"name":"X","channels":[null]}""", 400, "validation-failed")]
    public async Task What_makes_no_territory_is_refused(string path, string json, int status, string code)
    {
        var sent = sales.Http.PutAsync($"/api/sales/v1/{path}", new StringContent(json, System.Text.Encoding.UTF8, "application/json"));
        Assert.Equal(code, (await sent.Refused(status)).Code);
        Assert.Equal(HttpStatusCode.NotFound, (await sales.Http.GetAsync($"/api/sales/v1/{path}")).StatusCode);
    }

    [Fact]
    public async Task An_absence_is_planned_listed_and_cancelled_and_one_that_makes_no_sense_is_refused()
    {
        var now = sales.Clock.GetUtcNow();
        Assert.Equal("absence-out-of-range", (await sales.Post($"{People}/{ana.Id}/absences", new { from = now.AddDays(2), until = now.AddDays(1) }).Refused(422)).Code);
        Assert.Equal("absence-out-of-range", (await sales.Post($"{People}/{ana.Id}/absences", new { from = now.AddDays(-2), until = now.AddDays(-1) }).Refused(422)).Code);
        var absence = await sales.Post<AbsenceResponse>($"{People}/{ana.Id}/absences", new { from = now.AddDays(1), until = now.AddDays(2), note = "Holiday" });
        Assert.Equal([absence], (await sales.Get<AbsencesResponse>($"{People}/{ana.Id}/absences")).Items);
        Assert.Equal(HttpStatusCode.NoContent, (await sales.Http.DeleteAsync($"{People}/{ana.Id}/absences/{absence.Id}")).StatusCode);
        Assert.Equal("absence-not-found", (await sales.Http.DeleteAsync($"{People}/{ana.Id}/absences/{absence.Id}").Refused(404)).Code);
    }

    private async Task<HandoffSummary> Lead(string? email = null, string? company = null, string? country = null)
    {
        var lead = Guid.CreateVersion7();
        var qualified = Steps.Qualified(lead);
        await sales.Deliver(lead, qualified with { Context = qualified.Context with { Email = email, Company = company, Country = country } });
        return await sales.HandoffOf(lead);
    }

    private async Task Is(RepresentativeResponse? who, string why, HandoffSummary handoff)
    {
        var shown = await sales.Get<HandoffResponse>($"/api/sales/v1/handoffs/{handoff.Id}");
        Assert.StartsWith(why, shown.Explanation);
        Assert.True(who is null || who.Id == shown.RepresentativeId, shown.Explanation);
    }

    private async Task Owned(string name, string domain, RepresentativeResponse? owner, int employees)
    {
        var account = await sales.Post<AccountResponse>("/api/sales/v1/accounts", new { name, domain });
        await using var scope = sales.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<SalesDb>();
        await db.Accounts.Where(known => known.Id == account.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(known => known.OwnerId, owner?.Id).SetProperty(known => known.Employees, employees));
    }

    private Task Away(RepresentativeResponse who, TimeSpan time) =>
        sales.Post<AbsenceResponse>($"{People}/{who.Id}/absences", new { until = sales.Clock.GetUtcNow() + time });

    private async Task Capacity(RepresentativeResponse who, int weight, int? most = null) =>
        (await sales.Http.PutAsJsonAsync($"{People}/{who.Id}/capacity", new { weight, maxOpenHandoffs = most })).EnsureSuccessStatusCode();

    private async Task Put(string path, object body)
    {
        using var answer = await sales.Http.PutAsJsonAsync($"/api/sales/v1/{path}", body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    private Task<long> Queued(int count) => Eventually.Get(
        () => sales.Count("handoffs where status = 'Pending' and representative_id is null"), found => found == count);
}
