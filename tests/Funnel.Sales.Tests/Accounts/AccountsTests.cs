using Funnel.Testing;

namespace Funnel.Sales.Tests;

public sealed class AccountsTests(SalesFixture fixture)
{
    private const string Path = "/api/sales/v1/accounts";
    private readonly ServiceUnderTest<Program, SalesDb> sales = fixture.Service;

    [Fact]
    public async Task An_account_is_found_by_its_name_however_it_is_written_and_by_its_domain()
    {
        var key = Guid.CreateVersion7().ToString("N");
        var account = await Open($"Acme {key}, Inc.");
        Assert.Equal(account.Id, (await Open($"  ACME  {key} Inc")).Id);
        var learnt = await Open($"acme {key} inc.", $"www.{key}.example");
        Assert.Equal((account.Id, $"{key}.example"), (learnt.Id, learnt.Domain));
        Assert.Equal(account.Id, (await Open("A quite different name", $"{key.ToUpperInvariant()}.example")).Id);
        Assert.NotEqual(account.Id, (await Open($"Acme {key} Ltd")).Id);
        Assert.Equal(learnt, await sales.Get<AccountResponse>($"{Path}/{account.Id}"));
        await sales.Http.GetAsync($"{Path}/{Guid.CreateVersion7()}").Refused(404);
    }

    [Fact]
    public async Task Accounts_are_paged_newest_first_without_gap_or_repetition()
    {
        var made = new List<Guid>();
        for (var count = 0; count < 5; count++)
        {
            made.Insert(0, (await Open(Steps.New("paged"))).Id);
        }

        var first = await sales.Get<Page<AccountResponse>>($"{Path}?limit=200");
        var seen = first.Items.Select(account => account.Id).Where(made.Contains).ToList();
        Assert.Equal(made, seen);
        var from = await sales.Get<Page<AccountResponse>>($"{Path}?limit=2&after={made[0]}");
        Assert.All(from.Items, account => Assert.True(account.Id < made[0]));
        Assert.NotNull(from.Next);
    }

    private Task<AccountResponse> Open(string name, string? domain = null) => sales.Post<AccountResponse>(Path, new { name, domain });
}
