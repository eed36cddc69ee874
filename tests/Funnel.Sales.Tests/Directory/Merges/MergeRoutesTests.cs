using System.Net.Http.Json;
using Funnel.Sales.Merges;
using Funnel.Sales.Tests.Visibility;
using Funnel.Testing;

namespace Funnel.Sales.Tests.Merges;

/// <summary>Only users who see the winner of a merge see the records of the loser.</summary>
public sealed class MergeRoutesTests(TwoTeams world)
{
    [Fact]
    public async Task Contacts_and_activities_of_merged_accounts_are_seen_by_the_winners_owner_only_until_the_merge_is_undone()
    {
        var sales = world.Service;
        var winner = await sales.OpenAccount(new { name = Steps.New("Sven's"), ownerId = world["Sven"].Id });
        var loser = await sales.OpenAccount(new { name = Steps.New("Nobody's"), unassigned = true });
        var contact = await sales.AddContact(winner.Id, "champion");
        await sales.Put<ContactResponse>($"/api/sales/v1/accounts/{loser.Id}/contacts/{contact.Id}", new { role = "blocker" });
        var meeting = await sales.LogActivity(world["Sven"].Id, "meeting", "With both", ("account", winner.Id), ("account", loser.Id));
        Assert.Equal((true, true), await Sees("Nils"));

        await sales.Post<MergeResponse>($"/api/sales/v1/accounts/{winner.Id}/merge", new { loserId = loser.Id });
        Assert.Equal((false, false), await Sees("Nils"));
        Assert.Equal((true, true), await Sees("Sven"));
        using var nils = world.As("Nils", "sales");
        Assert.DoesNotContain(contact.Id, (await Contacts(nils, "role=blocker")).Select(one => one.Id));

        await sales.Post<UnmergeResponse>($"/api/sales/v1/accounts/{loser.Id}/unmerge", new { });
        Assert.Equal((true, true), await Sees("Nils"));

        async Task<(bool, bool)> Sees(string name)
        {
            using var http = world.As(name, "sales");
            return ((await http.GetAsync($"/api/sales/v1/contacts/{contact.Id}",
                TestContext.Current.CancellationToken)).IsSuccessStatusCode,
                (await http.GetAsync($"/api/sales/v1/activities/{meeting.Id}", TestContext.Current.CancellationToken)).IsSuccessStatusCode);
        }
    }

    private static async Task<IReadOnlyList<ContactResponse>> Contacts(HttpClient http, string query) =>
        (await http.GetFromJsonAsync<Page<ContactResponse>>($"/api/sales/v1/contacts?{query}",
            ServiceUnderTest<Program, SalesDb>.Json))!.Items;
}
