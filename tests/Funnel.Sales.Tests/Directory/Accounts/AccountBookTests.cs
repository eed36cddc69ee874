using System.Net.Http.Json;
using Funnel.Testing;

namespace Funnel.Sales.Tests;

public sealed class AccountBookTests(SalesFixture fixture)
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
        Assert.Equivalent(learnt, await sales.Get<AccountResponse>($"{Path}/{account.Id}"));
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

    [Fact]
    public async Task An_account_is_changed_with_its_current_version_and_can_get_an_owner()
    {
        var owner = fixture.Team[0].Id;
        var made =
            await sales.Post<AccountResponse>(Path,
                new { name = Steps.New("owned"), industry = "Steel", country = "DE", employees = 40, ownerId = owner });
        Assert.Equal(("Steel", "DE", 40, owner), (made.Industry, made.Country, made.Employees, made.OwnerId));
        Assert.Contains((await sales.Get<Page<AccountResponse>>($"{Path}?ownerId={owner}&industry=Steel&country=DE")).Items,
            account => account.Id == made.Id);

        using var read = await sales.Http.GetAsync($"{Path}/{made.Id}");
        using var change =
            new HttpRequestMessage(HttpMethod.Put,
                $"{Path}/{made.Id}") { Content =
                    JsonContent.Create(new { name = made.Name, industry = "Iron", ownerId = fixture.Team[1].Id }) };
        change.Headers.IfMatch.Add(read.Headers.ETag!);
        using var changed = await sales.Http.SendAsync(change);
        Assert.Equal(System.Net.HttpStatusCode.OK, changed.StatusCode);
        var now = await sales.Get<AccountResponse>($"{Path}/{made.Id}");
        Assert.Equal(("Iron", null, null, fixture.Team[1].Id), (now.Industry, now.Country, now.Employees, now.OwnerId));

        using var late =
            new HttpRequestMessage(HttpMethod.Put, $"{Path}/{made.Id}") { Content = JsonContent.Create(new { name = "Too late" }) };
        late.Headers.IfMatch.Add(read.Headers.ETag!);
        Assert.Equal("precondition-failed", (await sales.Http.SendAsync(late).Refused(412)).Code);
    }

    [Fact]
    public async Task An_account_cannot_take_the_name_or_the_domain_of_another()
    {
        var (key, other) = (Guid.CreateVersion7().ToString("N"), await Open(Steps.New("other")));
        var known = await Open($"Known {key}", $"{key}.example");
        foreach (var body in new object[] { new { name = $"known, {key}" }, new { name = other.Name, domain = $"www.{key}.example" } })
        {
            var (code, detail) = await sales.Http.PutAsJsonAsync($"{Path}/{other.Id}", body).Refused(409);
            Assert.Equal(("account-already-known", $"The other account is '{known.Id}'."), (code, detail));
        }

        Assert.Equal("country-unknown",
            (await sales.Http.PutAsJsonAsync($"{Path}/{other.Id}", new { name = other.Name, country = "XX" }).Refused(422)).Code);
        Assert.Equal("owner-not-found",
            (await sales.Http.PutAsJsonAsync($"{Path}/{other.Id}", new { name = other.Name, ownerId = Guid.CreateVersion7() })
                .Refused(422)).Code);
        Assert.Equivalent(other, await sales.Get<AccountResponse>($"{Path}/{other.Id}"));
    }

    [Fact]
    public async Task The_owner_of_a_deal_owns_the_account_that_is_opened_for_it()
    {
        var handoff = await sales.HandOver();
        await sales.Accept(handoff.Id);
        var made =
            await sales.Post<ConvertHandoffResponse>($"/api/sales/v1/handoffs/{handoff.Id}/convert", Steps.Conversion(Steps.New("Buyer")));
        Assert.Equal(handoff.RepresentativeId, (await sales.Get<AccountResponse>($"{Path}/{made.AccountId}")).OwnerId);
    }

    private Task<AccountResponse> Open(string name, string? domain = null) => sales.Post<AccountResponse>(Path, new { name, domain,
        unassigned = true });
}
