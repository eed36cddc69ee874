using System.Net.Http.Json;
using Funnel.Contracts.Sales;
using Funnel.Sales.HandOvers;
using Funnel.Sales.Tests.Customers;
using Funnel.Testing;

namespace Funnel.Sales.Tests.HandOvers;

/// <summary>These tests have a service of their own, so that they know who gets a handoff.</summary>
public sealed class HandOverTests : IAsyncLifetime
{
    private const string Api = "/api/sales/v1";
    private ServiceUnderTest<Program, SalesDb> sales = null!;

    public async ValueTask InitializeAsync() => sales = await SalesFixture.Start();

    public ValueTask DisposeAsync() => sales.DisposeAsync();

    [Fact]
    public async Task One_representative_takes_over_everything_that_is_open_and_a_second_hand_over_finds_nothing()
    {
        var (leaver, work) = await Leaver();
        var to = await sales.Hire("Successor");

        var preview = await HandOver(leaver.Id, new { toId = to.Id }, "/preview");
        Assert.Equal(leaver.Id, (await Deal(work.Deal)).OwnerId);
        var done = await HandOver(leaver.Id, new { toId = to.Id });

        Assert.Equal(new OpenWorkResponse(1, 1, 1, 1, 1), done.Work);
        Assert.Equal((preview.Work, 1), (done.Work, preview.Shares.Count));
        Assert.Equal((to.Id, done.Work), Assert.Single(done.Shares) is var share ? (share.RepresentativeId, share.Work) : default);
        Assert.Equal(to.Id, (await Deal(work.Deal)).OwnerId);
        Assert.Equal(leaver.Id, (await Deal(work.Won)).OwnerId);
        Assert.Equal(to.Id, (await sales.Get<AccountResponse>($"{Api}/accounts/{work.Account}")).OwnerId);
        Assert.Equal(to.Id, (await sales.CustomerOf(work.Account)).OwnerId);
        Assert.Equal(to.Id, (await sales.HandoffOf(work.Lead)).RepresentativeId);
        Assert.Equal(1, await sales.Count($"tasks where owner_id = '{to.Id}'"));

        Assert.Equal(to.Id, Assert.IsType<OpportunityChanged>((await sales.Published(work.Deal))[^1].Data).OwnerId);
        var assigned = (await sales.Story(work.Lead)).Select(fact => fact.Data).OfType<LeadAssigned>().Last();
        Assert.Equal((to.Id, "Leaver handed the open work over to Successor."), (assigned.RepresentativeId!.Value, assigned.Explanation));

        var again = await HandOver(leaver.Id, new { toId = to.Id });
        Assert.Equal((new OpenWorkResponse(0, 0, 0, 0, 0), 0), (again.Work, again.Shares.Count));
    }

    [Fact]
    public async Task The_members_of_a_team_or_a_territory_take_turns_and_an_account_stays_together()
    {
        var leaver = await sales.Hire("Leaver", active: false);
        var team = await sales.Post<TeamResponse>($"{Api}/teams", new { code = Steps.New("t")[..20], name = "Team" });
        List<Guid> members = [];
        foreach (var name in new[] { "First", "Second" })
        {
            members.Add((await sales.Hire(name)).Id);
            await sales.Put<RepresentativeResponse>($"{Api}/representatives/{members[^1]}/team", new { teamId = team.Id });
        }

        for (var round = 0; round < 2; round++)
        {
            List<Guid> deals = [];
            for (var one = 0; one < 4; one++)
            {
                var account = await sales.OpenAccount(new { name = Steps.New("account"), ownerId = leaver.Id });
                var deal = await sales.OpenAt(account.Id);
                deals.Add(deal.Id);
                await sales.Patch<OpportunityState>($"{Api}/opportunities/{deal.Id}", new { ownerId = leaver.Id });
            }

            await sales.Put<object>($"{Api}/territories/leavers", new { name = "Leavers", position = 1, representativeIds = members });
            var done = await HandOver(leaver.Id, round == 0 ? new { teamId = (Guid?)team.Id, territory = (string?)null }
                : new { teamId = (Guid?)null, territory = (string?)"leavers" });

            Assert.Equal(members.Order(), done.Shares.Select(share => share.RepresentativeId).Order());
            Assert.All(done.Shares, share => Assert.Equal((2, 2), (share.Work.Accounts, share.Work.Opportunities)));
            foreach (var id in deals)
            {
                var shown = await Deal(id);
                Assert.Equal(shown.OwnerId, (await sales.Get<AccountResponse>($"{Api}/accounts/{shown.AccountId}")).OwnerId);
            }
        }
    }

    [Fact]
    public async Task A_hand_over_to_nobody_to_itself_or_to_two_kinds_is_refused()
    {
        var leaver = await sales.Hire("Leaver");
        var inactive = await sales.Hire("Inactive", active: false);
        Assert.Equal("hand-over-to-itself", (await Send(leaver.Id, new { toId = leaver.Id }).Refused(422)).Code);
        Assert.Equal("hand-over-nobody", (await Send(leaver.Id, new { toId = inactive.Id }).Refused(422)).Code);
        Assert.Equal("territory-unknown", (await Send(leaver.Id, new { territory = "atlantis" }).Refused(422)).Code);
        Assert.Equal("team-unknown", (await Send(leaver.Id, new { teamId = leaver.Id }).Refused(422)).Code);
        Assert.Equal("validation-failed", (await Send(leaver.Id, new { toId = inactive.Id, territory = "atlantis" }).Refused(400)).Code);
        Assert.Equal("representative-not-found", (await Send(Guid.CreateVersion7(), new { toId = leaver.Id }).Refused(404)).Code);
    }

    private async Task<(RepresentativeResponse Leaver, (Guid Account, Guid Deal, Guid Won, Guid Lead) Work)> Leaver()
    {
        // The start of the service leaves a lead in the queue, which somebody else takes.
        var early = await sales.Hire("Early");
        await Eventually.Get(() => sales.Count($"handoffs where representative_id = '{early.Id}'"), count => count == 1);
        await sales.Post<RepresentativeResponse>($"{Api}/representatives/{early.Id}/deactivate", new { });
        var leaver = await sales.Hire("Leaver");
        var lead = Guid.CreateVersion7();
        await sales.HandOver(lead);
        var account = (await sales.OpenAccount(new { name = Steps.New("account"), ownerId = leaver.Id })).Id;
        var won = (await sales.Customer((await sales.Win(accountId: account, ownerId: leaver.Id)).Id)).FirstOpportunityId;
        var deal = await sales.OpenAt(account);
        await sales.Patch<OpportunityState>($"{Api}/opportunities/{deal.Id}", new { ownerId = leaver.Id });
        await sales.SetTask(leaver.Id, sales.Clock.GetUtcNow().AddDays(1), ("opportunity", deal.Id));
        return (leaver, (account, deal.Id, won, lead));
    }

    private Task<HandOverResponse> HandOver(Guid leaver, object to, string preview = "") =>
        sales.Post<HandOverResponse>($"{Api}/representatives/{leaver}/hand-over{preview}", to);

    private Task<HttpResponseMessage> Send(Guid leaver, object to) =>
        sales.Http.PostAsJsonAsync($"{Api}/representatives/{leaver}/hand-over", to);

    private Task<OpportunityResponse> Deal(Guid id) => sales.Get<OpportunityResponse>($"{Api}/opportunities/{id}");
}
