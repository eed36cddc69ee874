using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Funnel.Sales.Referrals;
using Funnel.Sales.Tests.Customers;
using Funnel.Testing;

namespace Funnel.Sales.Tests.Visibility;

/// <summary>Sven of the South owns a record for each natural key. Nils of the North is the stranger.</summary>
public sealed class NaturalKeyRecords : IAsyncLifetime
{
    internal const string DealKey = "sven-deal-1", LeadKey = "sven-lead-1", PendingLeadKey = "sven-lead-2",
        ContractKey = "sven-contract-1", Link = "https://reviews.example/sven";

    private const string Api = "/api/sales/v1";

    private readonly Dictionary<string, AccountResponse> accounts = [];
    private readonly Dictionary<string, ContactResponse> contacts = [];
    private readonly Dictionary<string, Guid> customers = [];

    internal TwoTeams World { get; } = new();

    internal AccountResponse Account { get; private set; } = null!;

    internal ContactResponse Contact { get; private set; } = null!;

    internal HandoffSummary Accepted { get; private set; } = null!;

    internal HandoffSummary Pending { get; private set; } = null!;

    internal NaturalKeyWalk Walk { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await World.InitializeAsync();
        var sales = World.Service;
        foreach (var name in new[] { "Nils", "Sven" })
        {
            accounts[name] = await sales.OpenAccount(new { name = Steps.New("own"), ownerId = World[name].Id });
            contacts[name] = await sales.AddContact(accounts[name].Id);
            customers[name] = (await sales.Win(accountId: accounts[name].Id, ownerId: World[name].Id)).Id;
        }

        var sven = World["Sven"].Id;
        Account = await sales.OpenAccount(new { name = Steps.New("Sven's works"), domain = "sven.example", ownerId = sven });
        Contact = await sales.Post<ContactResponse>($"{Api}/contacts", new
        {
            fullName = "Vera of Sven", email = ContactBookTests.NewEmail(), phone = ContactBookTests.NewPhone(),
            account = new { id = Account.Id },
            unassigned = true,
        });
        var deal = await sales.Post<OpportunityState>($"{Api}/opportunities", new
        {
            account = new { id = Account.Id }, name = "Deal", amount = 5, currency = "EUR", expectedCloseDate = "2026-12-31",
            externalId = DealKey, ownerId = sven,
        });
        var contract = await sales.Sign(customers["Sven"], 10, "2026-01-01", externalId: ContractKey);
        var review = await sales.Post<ReviewResponse>($"{CustomerSteps.Path}/{customers["Sven"]}/reviews",
            new { site = "Reviews", link = Link, publishedOn = "2026-01-02" });
        await sales.Post<RepresentativeResponse>($"{Api}/representatives/{sven}/activate", new { });
        Accepted = await sales.HandOver(externalId: LeadKey);
        Pending = await sales.HandOver(externalId: PendingLeadKey);
        await sales.Post<RepresentativeResponse>($"{Api}/representatives/{sven}/deactivate", new { });
        await sales.Accept(Accepted.Id);
        Assert.All([Accepted, Pending], handoff => Assert.Equal(sven, handoff.RepresentativeId));
        Guid[] ids =
            [Account.Id, Contact.Id, deal.Id, contract.Id, review.Id, Accepted.Id, Accepted.LeadId, Pending.Id, Pending.LeadId];
        Walk = new(sales, [.. ids.Select(id => $"{id}"), Account.Name, Account.Domain!, Contact.FullName, Contact.Email!]);
    }

    public ValueTask DisposeAsync() => World.DisposeAsync();

    internal async Task<IReadOnlyList<string>> Settled()
    {
        await new TableState(World.Service.Database).Settled();
        return await Walk.Rows();
    }

    /// <summary>A good request of a caller, with records of the caller's own.</summary>
    internal async Task<(string Path, JsonObject Body)> Request(string operation, HttpClient http, string name)
    {
        var deal = new JsonObject
        {
            ["account"] = new JsonObject { ["name"] = Steps.New("account") }, ["name"] = "Deal", ["amount"] = 1, ["currency"] = "EUR",
            ["expectedCloseDate"] = "2026-12-31", ["ownerId"] = World[name].Id,
        };
        var person = new JsonObject { ["fullName"] = Steps.New("P.") };
        return operation switch
        {
            $"POST {Api}/accounts" => ($"{Api}/accounts", new() { ["name"] = Steps.New("new"), ["ownerId"] = World[name].Id }),
            $"PUT {Api}/accounts/{{id}}" => ($"{Api}/accounts/{accounts[name].Id}",
                new() { ["name"] = accounts[name].Name, ["ownerId"] = World[name].Id }),
            $"POST {Api}/contacts" => ($"{Api}/contacts", person),
            $"POST {Api}/contacts/batch" => ($"{Api}/contacts/batch", new() { ["items"] = new JsonArray(WithAccount(person)) }),
            $"PUT {Api}/contacts/{{id}}" => ($"{Api}/contacts/{contacts[name].Id}", person),
            $"POST {Api}/customers/{{id}}/contracts" => ($"{CustomerSteps.Path}/{customers[name]}/contracts",
                new() { ["name"] = "Support", ["monthly"] = 1, ["currency"] = "EUR", ["startsOn"] = "2026-01-01" }),
            $"POST {Api}/customers/{{id}}/reviews" => ($"{CustomerSteps.Path}/{customers[name]}/reviews",
                new() { ["site"] = "S", ["link"] = $"https://reviews.example/{Steps.New("r")}", ["publishedOn"] = "2026-01-02" }),
            $"POST {Api}/handoffs/decisions/batch" => ($"{Api}/handoffs/decisions/batch",
                new() { ["items"] = new JsonArray(new JsonObject { ["decision"] = "accept" }) }),
            $"POST {Api}/handoffs/{{id}}/convert" => ($"{Api}/handoffs/{await OwnHandoff(http)}/convert",
                new() { ["accountName"] = Steps.New("account"), ["opportunity"] = WithoutAccount(deal) }),
            $"POST {Api}/opportunities" => ($"{Api}/opportunities", deal),
            $"POST {Api}/opportunities/batch" => ($"{Api}/opportunities/batch", new() { ["items"] = new JsonArray(deal) }),
            _ => throw new InvalidOperationException($"{operation} finds a record by a natural key. Say which request is a good one."),
        };
    }

    private static JsonObject WithAccount(JsonObject person)
    {
        person["account"] = new JsonObject { ["name"] = Steps.New("account") };
        return person;
    }

    private static JsonObject WithoutAccount(JsonObject deal)
    {
        deal.Remove("account");
        return deal;
    }

    /// <summary>A handoff that the caller accepted from the queue.</summary>
    private async Task<Guid> OwnHandoff(HttpClient http)
    {
        var handoff = await World.Service.HandOver();
        using var accepted = await http.PostAsJsonAsync($"{Api}/handoffs/{handoff.Id}/accept", new { });
        Assert.True(accepted.IsSuccessStatusCode, await accepted.Content.ReadAsStringAsync());
        return handoff.Id;
    }
}
