using System.Net;
using System.Text.Json;
using CsCheck;
using Funnel.Sales.Tests.Customers;
using Funnel.Testing;

namespace Funnel.Sales.Tests;

/// <summary>A merge does what its preview shows, and the loser's id finds the winner. An unmerge restores both records exactly.</summary>
public sealed class MergingTests(SalesFixture fixture)
{
    private const string Accounts = "/api/sales/v1/accounts", Contacts = "/api/sales/v1/contacts";
    private readonly ServiceUnderTest<Program, SalesDb> sales = fixture.Service;
    private readonly Guid ana = fixture.Team[0].Id;

    private static readonly Gen<World> Worlds =
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 3], Gen.Int[0, 2], Gen.Int[0, 2], Gen.Int[0, 3], Gen.Int[0, 31], Gen.Int[0, 31])
        .Select((own, shared, deals, notes, tasks, winner, loser) => new World(own, shared, deals, notes, tasks, winner, loser));

    [Fact]
    public Task A_merge_does_what_its_preview_says_and_an_unmerge_restores_both_accounts() => Worlds.SampleAsync(async world =>
    {
        var (winner, loser) = (await Account(world.WinnerFields), await Account(world.LoserFields));
        await Fill(world, winner.Id, loser.Id);
        var (before, gone) = (await Seen(winner.Id), await Seen(loser.Id));

        var preview = await Text($"{Accounts}/{winner.Id}/merge/preview", loser.Id);
        Assert.Equal((before, gone), (await Seen(winner.Id), await Seen(loser.Id)));
        Assert.Equal(preview, await Text($"{Accounts}/{winner.Id}/merge", loser.Id));

        var said = JsonSerializer.Deserialize<MergeResponse>(preview, ServiceUnderTest<Program, SalesDb>.Json)!;
        Assert.Equal(world.Own + world.Deals + world.Notes + world.Tasks, said.Moved.Values.Sum());
        Assert.Equal(world.Shared * 2, said.Left.Values.Sum());
        var now = await sales.Get<AccountResponse>($"{Accounts}/{winner.Id}");
        Assert.Equal(
            (winner.Name, winner.Domain ?? loser.Domain, winner.Industry ?? loser.Industry, winner.Country ?? loser.Country,
                winner.Employees ?? loser.Employees, winner.OwnerId ?? loser.OwnerId),
            (now.Name, now.Domain, now.Industry, now.Country, now.Employees, now.OwnerId));
        Assert.Equal(now.Domain != winner.Domain, said.Filled.ContainsKey("domain"));
        Assert.Equal(world.Own + world.Shared, (await sales.Get<Page<ContactResponse>>($"{Contacts}?accountId={winner.Id}")).Items.Count);
        Assert.Equal(await Seen(winner.Id), await Seen(loser.Id));
        Assert.All((await sales.Get<Page<ContactResponse>>($"{Contacts}?accountId={winner.Id}")).Items,
            contact => Assert.Equal(winner.Id, Assert.Single(contact.Accounts).AccountId));

        var later = await sales.OpenAt(loser.Id);
        await sales.Post<UnmergeResponse>($"{Accounts}/{loser.Id}/unmerge", new { });
        Assert.Equal(gone, await Seen(loser.Id));
        var deals = (await sales.Get<Page<OpportunitySummary>>($"/api/sales/v1/opportunities?accountId={winner.Id}")).Items;
        Assert.Contains(deals, deal => deal.Id == later.Id);
        Assert.Equal(before, await Seen(winner.Id, except: later.Id));
    }, iter: 12, threads: 1);

    [Fact]
    public async Task The_id_name_and_domain_of_a_loser_lead_to_the_winner_through_any_chain()
    {
        var key = Guid.CreateVersion7().ToString("N");
        var (a, b, c) =
            (await sales.OpenAccount(new { name = $"A {key}", domain = $"{key}.example", unassigned = true }), await sales.OpenAccount(),
                await sales.OpenAccount());
        await Merge(Accounts, b.Id, a.Id);
        await Merge(Accounts, c.Id, b.Id);

        using var answer = await sales.Http.GetAsync($"{Accounts}/{a.Id}", TestContext.Current.CancellationToken);
        Assert.EndsWith($"{Accounts}/{c.Id}", answer.RequestMessage!.RequestUri!.ToString(), StringComparison.Ordinal);
        Assert.Equal(c.Id, (await sales.OpenAccount(new { name = $"a, {key}", unassigned = true })).Id);
        Assert.Equal(c.Id, (await sales.OpenAccount(new { name = "Another name", domain = $"{key}.example", unassigned = true })).Id);
        var deal = await sales.OpenAt(a.Id);
        Assert.Equal(c.Id, (await sales.Get<OpportunityResponse>($"/api/sales/v1/opportunities/{deal.Id}")).AccountId);
        Assert.DoesNotContain((await sales.Get<Page<AccountResponse>>($"{Accounts}?limit=200")).Items,
            account => account.Id == a.Id || account.Id == b.Id);
        Assert.Equal(c.Id, (await sales.LogActivity(ana, "note", "After", ("account", a.Id))).Records.Single().Id);

        Assert.Equal("winner-merged-since", (await sales.Post($"{Accounts}/{a.Id}/unmerge", new { }).Refused(409)).Code);
        await sales.Post<UnmergeResponse>($"{Accounts}/{b.Id}/unmerge", new { });
        await sales.Post<UnmergeResponse>($"{Accounts}/{a.Id}/unmerge", new { });
        Assert.Equivalent(a, await sales.Get<AccountResponse>($"{Accounts}/{a.Id}"));
        Assert.Equivalent(b, await sales.Get<AccountResponse>($"{Accounts}/{b.Id}"));
        Assert.Equal(a.Id, (await sales.OpenAccount(new { name = $"a, {key}", unassigned = true })).Id);
    }

    [Fact]
    public async Task Merged_contacts_are_found_by_either_email_and_are_two_again_after_an_unmerge()
    {
        var (one, two) = (await sales.OpenAccount(), await sales.OpenAccount());
        var phone = ContactBookTests.NewPhone();
        var winner = await sales.AddContact(one.Id, "champion");
        var loser =
            await sales.Post<ContactResponse>(Contacts,
                new { fullName = "V. Buyer", email = ContactBookTests.NewEmail(), phone, jobTitle = "Buyer", account = new { id = two.Id },
                    role = "blocker", unassigned = true });
        var deal = await sales.OpenAt(two.Id, loser.Id);
        var note = await sales.LogActivity(ana, "note", "Heard", ("contact", loser.Id));
        var preview = await Text($"{Contacts}/{winner.Id}/merge/preview", loser.Id);
        Assert.Equal(preview, await Text($"{Contacts}/{winner.Id}/merge", loser.Id));

        var merged = await sales.Get<ContactResponse>($"{Contacts}/{loser.Id}");
        Assert.Equal((winner.Id, winner.Email, phone, "Buyer"), (merged.Id, merged.Email, merged.Phone, merged.JobTitle));
        Assert.Equal([BuyingRole.Champion, BuyingRole.Blocker], merged.Accounts.OrderBy(at => at.AccountId).Select(at => at.Role));
        Assert.Equal(winner.Id, (await sales.Get<OpportunityResponse>($"/api/sales/v1/opportunities/{deal.Id}")).ContactId);
        Assert.Equal(winner.Id, (await sales.Get<ActivityResponse>($"/api/sales/v1/activities/{note.Id}")).Records.Single().Id);
        Assert.Equal(winner.Id, (await sales.Post<ContactResponse>(Contacts, new { fullName = "V.", email = loser.Email })).Id);
        Assert.Equal(winner.Id, (await sales.Post<ContactResponse>(Contacts, new { fullName = "V.", phone })).Id);
        Assert.Equal("already-merged", (await sales.Post($"{Contacts}/{winner.Id}/merge", new { loserId = loser.Id }).Refused(409)).Code);

        // The winner takes over the email of the loser. The unmerge gives the email back to the loser.
        await sales.Put<ContactResponse>($"{Contacts}/{winner.Id}",
            new { fullName = "Vera", email = loser.Email, phone, jobTitle = "Head of Buying" });
        await sales.Post<UnmergeResponse>($"{Contacts}/{loser.Id}/unmerge", new { });
        Same(loser, await sales.Get<ContactResponse>($"{Contacts}/{loser.Id}"));
        Same(winner with { JobTitle = "Head of Buying" }, await sales.Get<ContactResponse>($"{Contacts}/{winner.Id}"));
        Assert.Equal(loser.Id, (await sales.Get<OpportunityResponse>($"/api/sales/v1/opportunities/{deal.Id}")).ContactId);
        Assert.Equal("not-merged", (await sales.Post($"{Contacts}/{loser.Id}/unmerge", new { }).Refused(409)).Code);
    }

    [Fact]
    public async Task Rows_that_are_added_during_a_merge_belong_to_the_winner()
    {
        var (winner, loser) = (await sales.OpenAccount(), await sales.OpenAccount());
        var adding = Enumerable.Range(0, 30)
            .Select(turn => turn % 2 == 0
                ? (Task)sales.OpenAt(loser.Id)
                : sales.LogActivity(ana, "call", "Meanwhile", ("account", loser.Id))).ToList();
        adding.Add(Merge(Accounts, winner.Id, loser.Id));
        adding.AddRange(Enumerable.Range(0, 30).Select(_ => (Task)sales.OpenAt(loser.Id)));
        await Task.WhenAll(adding);
        Assert.Equal(45, await sales.Count($"opportunities where account_id = '{winner.Id}'"));
        Assert.Equal(15, await sales.Count($"activity_records where account_id = '{winner.Id}'"));
        Assert.Equal(0, await sales.Count($"opportunities where account_id = '{loser.Id}'"));
        Assert.Equal(0, await sales.Count($"activity_records where account_id = '{loser.Id}'"));
    }

    [Fact]
    public async Task Of_many_merges_of_the_same_two_records_one_succeeds()
    {
        var (a, b) = (await sales.OpenAccount(), await sales.OpenAccount());
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(turn =>
            sales.Post($"{Accounts}/{(turn % 2 == 0 ? a : b).Id}/merge", new { loserId = (turn % 2 == 0 ? b : a).Id })));
        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        Assert.All(answers.Where(answer => answer.StatusCode != HttpStatusCode.OK),
            answer => Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode));
        Assert.Equal(1, await sales.Count($"merges where winner_id in ('{a.Id}', '{b.Id}')"));
    }

    [Fact]
    public async Task Two_customers_are_not_merged_and_neither_of_them_changes()
    {
        var (one, other) = (await sales.Win(), await sales.Win());
        await sales.AddContact(other.AccountId);
        var before = await Everything();
        foreach (var step in new[] { "merge/preview", "merge" })
        {
            Assert.Equal(("merge-both-have-one", "Each record has a row in customers."),
                await sales.Post($"{Accounts}/{one.AccountId}/{step}", new { loserId = other.AccountId }).Refused(409));
        }

        Assert.Equal(before, await Everything());
        Assert.Equal(0, await sales.Count($"merges where winner_id = '{one.AccountId}'"));

        async Task<string> Everything() => string.Concat(
            await Seen(one.AccountId), await Seen(other.AccountId),
            JsonSerializer.Serialize(await sales.Customer(one.Id)), JsonSerializer.Serialize(await sales.Customer(other.Id)));
    }

    [Fact]
    public async Task A_customer_and_its_contracts_move_with_the_account_and_come_back_with_it()
    {
        var (winner, customer) = (await sales.OpenAccount(), await sales.Win());
        await sales.Post<ContractResponse>($"{CustomerSteps.Path}/{customer.Id}/contracts",
            new { name = "Support", monthly = 100, currency = "EUR", startsOn = "2025-01-01" });
        var before = await sales.Customer(customer.Id);
        await Merge(Accounts, winner.Id, customer.AccountId);
        var merged = await sales.Customer(customer.Id);
        Assert.Equal((winner.Id, 1), (merged.AccountId, merged.Contracts.Count));

        await sales.Post<UnmergeResponse>($"{Accounts}/{customer.AccountId}/unmerge", new { });
        Assert.Equal(JsonSerializer.Serialize(before), JsonSerializer.Serialize(await sales.Customer(customer.Id)));
        Assert.Equal(0, await sales.Count($"customers where account_id = '{winner.Id}'"));
    }

    [Fact]
    public async Task After_an_unmerge_each_account_that_bought_is_a_customer_and_no_other_is()
    {
        // The loser was a customer before the merge. The winner's own deal is won while the accounts are merged.
        var (winner, customer) = (await sales.OpenAccount(), await sales.Win());
        await Merge(Accounts, winner.Id, customer.AccountId);
        var later = await sales.OpenAt(winner.Id);
        await sales.Post<OpportunityState>($"/api/sales/v1/opportunities/{later.Id}/win", new { reason = "price" });
        await sales.Post<UnmergeResponse>($"{Accounts}/{customer.AccountId}/unmerge", new { });
        Assert.Equal(customer.Id, (await sales.CustomerOf(customer.AccountId)).Id);
        Assert.Equal(later.Id, (await sales.Customer((await sales.CustomerOf(winner.Id)).Id)).FirstOpportunityId);

        // Neither account was a customer before the merge. The loser's deal is won while the accounts are merged.
        var (other, loser) = (await sales.OpenAccount(), await sales.OpenAccount());
        var brought = await sales.OpenAt(loser.Id);
        await Merge(Accounts, other.Id, loser.Id);
        await sales.Post<OpportunityState>($"/api/sales/v1/opportunities/{brought.Id}/win", new { reason = "price" });
        var bought = await sales.CustomerOf(other.Id);
        await sales.Post<UnmergeResponse>($"{Accounts}/{loser.Id}/unmerge", new { });
        Assert.Equal(bought.Id, (await sales.CustomerOf(loser.Id)).Id);
        Assert.Equal(0, await sales.Count($"customers where account_id = '{other.Id}'"));
    }

    [Fact]
    public async Task A_merge_is_in_the_audit_log_and_an_impossible_merge_is_refused()
    {
        var (winner, loser) = (await sales.OpenAccount(), await sales.OpenAccount());
        Assert.Equal("merge-with-itself",
            (await sales.Post($"{Accounts}/{winner.Id}/merge", new { loserId = winner.Id }).Refused(422)).Code);
        Assert.Equal("account-not-found",
            (await sales.Post($"{Accounts}/{winner.Id}/merge", new { loserId = Guid.CreateVersion7() }).Refused(404)).Code);
        Assert.Equal("contact-not-found",
            (await sales.Post($"{Contacts}/{winner.Id}/merge", new { loserId = loser.Id }).Refused(404)).Code);
        Assert.Equal("not-merged", (await sales.Post($"{Accounts}/{loser.Id}/unmerge", new { }).Refused(409)).Code);
        await Merge(Accounts, winner.Id, loser.Id);
        var log = await sales.Get<Page<AuditEntry>>($"/api/sales/v1/audit?entityId={loser.Id}");
        Assert.Equal(("changed", winner.Id), (log.Items[0].Action, log.Items[0].After!.Value.GetProperty("mergedIntoId").GetGuid()));
        Assert.Single((await sales.Get<Page<AuditEntry>>("/api/sales/v1/audit?entity=merge&limit=200")).Items,
            line => line.After!.Value.TryGetProperty("loserId", out var id) && id.GetGuid() == loser.Id);
    }

    private Task<AccountResponse> Account(int known) => sales.OpenAccount(new
    {
        name = Steps.New("account"),
        domain = (known & 1) > 0 ? $"{Guid.CreateVersion7():N}.example" : null,
        industry = (known & 2) > 0 ? Steps.New("industry") : null,
        country = (known & 4) > 0 ? "DE" : null,
        employees = (known & 8) > 0 ? known : (int?)null,
        ownerId = (known & 16) > 0 ? ana : (Guid?)null,
        unassigned = (known & 16) == 0,
    });

    private async Task Fill(World world, Guid winner, Guid loser)
    {
        for (var turn = 0; turn < world.Own; turn++)
        {
            await sales.AddContact(loser, turn == 0 ? "user" : null);
        }

        for (var turn = 0; turn < world.Shared; turn++)
        {
            var contact = await sales.AddContact(winner, "champion");
            await sales.Put<ContactResponse>($"{Accounts}/{loser}/contacts/{contact.Id}", new { role = "blocker" });
            await sales.LogActivity(ana, "meeting", "With both", ("account", winner), ("account", loser));
        }

        for (var turn = 0; turn < world.Deals; turn++)
        {
            await sales.OpenAt(loser);
            await sales.OpenAt(winner);
        }

        for (var turn = 0; turn < world.Notes; turn++)
        {
            await sales.LogActivity(ana, "note", "Of the loser", ("account", loser));
        }

        for (var turn = 0; turn < world.Tasks; turn++)
        {
            await sales.SetTask(ana, new(2026, 12, 24, turn, 0, 0, TimeSpan.Zero), ("account", loser));
        }
    }

    /// <summary>The account with its contacts, deals, activities and tasks, as the API shows them.</summary>
    private async Task<string> Seen(Guid id, Guid? except = null)
    {
        var account = await sales.Get<AccountResponse>($"{Accounts}/{id}");
        var contacts = (await sales.Get<Page<ContactResponse>>($"{Contacts}?accountId={account.Id}")).Items;
        var deals = (await sales.Get<Page<OpportunitySummary>>($"/api/sales/v1/opportunities?accountId={account.Id}")).Items
            .Where(deal => deal.Id != except);
        var activities = (await sales.Get<Page<ActivityResponse>>($"/api/sales/v1/activities?accountId={id}")).Items;
        var tasks = (await sales.Get<Page<TaskResponse>>($"/api/sales/v1/tasks?accountId={id}")).Items;
        return JsonSerializer.Serialize(new { account, contacts, deals, activities, tasks });
    }

    private async Task<string> Text(string path, Guid loser)
    {
        using var answer = await sales.Post(path, new { loserId = loser });
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return text;
    }

    private Task<MergeResponse> Merge(string list, Guid winner, Guid loser) =>
        sales.Post<MergeResponse>($"{list}/{winner}/merge", new { loserId = loser });

    private static void Same(ContactResponse expected, ContactResponse actual) =>
        Assert.Equal(JsonSerializer.Serialize(expected), JsonSerializer.Serialize(actual));

    /// <param name="Own">Number of contacts of the loser only.</param>
    /// <param name="Shared">Number of contacts and meetings of both accounts.</param>
    /// <param name="WinnerFields">One bit for each of the five fields that are filled.</param>
    private sealed record World(int Own, int Shared, int Deals, int Notes, int Tasks, int WinnerFields, int LoserFields);
}
