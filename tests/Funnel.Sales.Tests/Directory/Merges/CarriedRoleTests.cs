using Funnel.Sales.Merges;
using Funnel.Testing;

namespace Funnel.Sales.Tests.Merges;

public sealed class CarriedRoleTests(SalesFixture fixture)
{
    private readonly ServiceUnderTest<Program, SalesDb> sales = fixture.Service;

    [Fact]
    public async Task A_merged_contact_takes_over_the_role_that_only_the_loser_had_until_the_merge_is_undone()
    {
        var account = await sales.OpenAccount();
        var winner = await sales.AddContact(account.Id);
        var loser = await sales.AddContact(account.Id, "decisionMaker");
        await sales.Post<MergeResponse>($"/api/sales/v1/contacts/{winner.Id}/merge", new { loserId = loser.Id });
        Assert.Equal(BuyingRole.DecisionMaker, await RoleAt(winner.Id, account.Id));
        await sales.Post<UnmergeResponse>($"/api/sales/v1/contacts/{loser.Id}/unmerge", new { });
        Assert.Null(await RoleAt(winner.Id, account.Id));
        Assert.Equal(BuyingRole.DecisionMaker, await RoleAt(loser.Id, account.Id));
    }

    [Fact]
    public async Task A_merged_account_takes_over_the_roles_of_its_contacts_and_keeps_its_own()
    {
        var (winner, loser) = (await sales.OpenAccount(), await sales.OpenAccount());
        var (plain, own) = (await sales.AddContact(winner.Id), await sales.AddContact(winner.Id, "user"));
        foreach (var contact in new[] { plain, own })
        {
            await sales.Put<ContactResponse>($"/api/sales/v1/accounts/{loser.Id}/contacts/{contact.Id}", new { role = "champion" });
        }

        await sales.Post<MergeResponse>($"/api/sales/v1/accounts/{winner.Id}/merge", new { loserId = loser.Id });
        Assert.Equal((BuyingRole.Champion, BuyingRole.User), (await RoleAt(plain.Id, winner.Id), await RoleAt(own.Id, winner.Id)));
    }

    private async Task<BuyingRole?> RoleAt(Guid contact, Guid account) =>
        (await sales.Get<ContactResponse>($"/api/sales/v1/contacts/{contact}")).Accounts.Single(at => at.AccountId == account).Role;
}
