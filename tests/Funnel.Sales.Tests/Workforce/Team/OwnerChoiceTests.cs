using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Funnel.Sales.Imports;
using Funnel.Sales.Tests.Imports;
using Funnel.Sales.Tests.Visibility;
using Funnel.Testing;

namespace Funnel.Sales.Tests.Team;

/// <summary>A record has an owner unless the request says explicitly that it has none.</summary>
public sealed class OwnerChoiceTests(TwoTeams world)
{
    private const string Api = "/api/sales/v1";

    private readonly ServiceUnderTest<Program, SalesDb> sales = world.Service;

    public static TheoryData<string> NewRecords() =>
        ["accounts", "contacts", "contacts/batch", "opportunities", "opportunities/batch", "convert"];

    [Theory]
    [MemberData(nameof(NewRecords))]
    public async Task A_new_record_belongs_to_the_caller_or_the_request_names_an_owner_or_says_unassigned(string what)
    {
        using var nils = world.As("Nils", "sales");
        Assert.Equal([world["Nils"].Id], await Owners(what, nils, new()));
        using var admin = world.As("Nora", "administrator");
        Assert.Equal([world["Nora"].Id], await Owners(what, admin, new()));

        Assert.Equal("owner-not-named", await Refused(what, sales.Http, new()));
        using var outsider = world.As("nobody of Sales", "administrator");
        Assert.Equal("owner-not-named", await Refused(what, outsider, new()));
        Assert.Equal([world["Sven"].Id], await Owners(what, sales.Http, new() { ["ownerId"] = world["Sven"].Id }));
        Assert.Equal([null], await Owners(what, sales.Http, new() { ["unassigned"] = true }));
        Assert.Equal([null], await Owners(what, nils, new() { ["unassigned"] = true }));
        Assert.Equal("owner-and-unassigned",
            await Refused(what, nils, new() { ["unassigned"] = true, ["ownerId"] = world["Nils"].Id }));
        Assert.Equal("owner-not-found", await Refused(what, nils, new() { ["ownerId"] = Guid.CreateVersion7() }));
    }

    [Fact]
    public async Task Every_request_with_an_owner_says_unassigned_explicitly_or_cannot_give_up_the_owner()
    {
        var schemas = (await sales.Get<JsonElement>("/api/sales/openapi/v1.json")).GetProperty("components").GetProperty("schemas");
        var named = schemas.EnumerateObject().Where(schema => !schema.Name.EndsWith("Response", StringComparison.Ordinal)
            && schema.Value.TryGetProperty("properties", out var fields) && fields.TryGetProperty("ownerId", out _)).ToList();
        var withoutIt = named.Where(schema => !schema.Value.GetProperty("properties").TryGetProperty("unassigned", out _))
            .Select(schema => schema.Name).Order(StringComparer.Ordinal);
        // Changes that keep the owner if they name none, a change that requires one, a filter, a plan that was chosen, and answers.
        Assert.Equal(
            ["AssignCustomerRequest", "BulkEditChange", "ChangeOpportunityRequest", "CorrectOpportunityRequest", "CustomerState",
                "CustomerSummary", "ImportPlan", "OpportunityCorrectionItem", "OpportunityFilter", "OpportunityState",
                "OpportunitySummary", "QuoteVersionSummary", "RepresentativeForecast", "RepresentativePerformance"],
            withoutIt);
        Assert.Contains("AddAccountRequest", named.Select(schema => schema.Name));
    }

    [Fact]
    public async Task A_change_of_an_account_keeps_its_owner_and_gives_it_up_only_if_it_says_so()
    {
        var account = await sales.OpenAccount(new { name = Steps.New("kept"), ownerId = world["Sven"].Id });
        using var sven = world.As("Sven", "sales");
        using var nils = world.As("Nils", "sales");
        Assert.Equal(world["Sven"].Id, (await Change(new { name = account.Name, industry = "Steel" })).OwnerId);
        Assert.Equal("account-not-found", (await nils.GetAsync($"{Api}/accounts/{account.Id}").Refused(404)).Code);
        Assert.Equal("owner-and-unassigned",
            (await sven.PutAsJsonAsync($"{Api}/accounts/{account.Id}",
                new { name = account.Name, ownerId = world["Sven"].Id, unassigned = true }).Refused(422)).Code);
        Assert.Null((await Change(new { name = account.Name, unassigned = true })).OwnerId);
        Assert.Equal(account.Id, (await nils.GetFromJsonAsync<AccountResponse>($"{Api}/accounts/{account.Id}"))!.Id);
        Assert.Null((await Change(new { name = account.Name })).OwnerId);

        async Task<AccountResponse> Change(object body)
        {
            using var answer = await sven.PutAsJsonAsync($"{Api}/accounts/{account.Id}", body);
            return (await answer.Content.ReadFromJsonAsync<AccountResponse>())!;
        }
    }

    [Fact]
    public async Task A_deal_of_a_lead_belongs_to_the_representative_of_its_handoff()
    {
        var handoff = await sales.HandOver();
        using var sven = world.As("Sven", "sales");
        using var accepted = await sven.PostAsJsonAsync($"{Api}/handoffs/{handoff.Id}/accept", new { });
        var deal = Deal();
        deal["leadId"] = handoff.LeadId;
        using var made = await sales.Http.PostAsJsonAsync($"{Api}/opportunities", deal);
        Assert.Equal(world["Sven"].Id,
            (await made.Content.ReadFromJsonAsync<OpportunityState>(ServiceUnderTest<Program, SalesDb>.Json))!.OwnerId);
    }

    [Theory]
    [InlineData("Nora", "", "Nora")]
    [InlineData("Nora", "default=owner:Sven", "Sven")]
    [InlineData("Nora", "unassigned=true", null)]
    [InlineData(null, "unassigned=true", null)]
    [InlineData(null, "default=owner:Sven", "Sven")]
    public async Task An_imported_deal_without_an_owner_belongs_to_the_importer_or_the_import_says_otherwise(
        string? importer, string query, string? owner)
    {
        var key = Steps.New("deal");
        var file = Encoding.UTF8.GetBytes($"externalId,account,owner,amount,currency,expectedCloseDate\n"
            + $"{key},A {key},,1,EUR,2030-01-01\n{key}-2,B {key},Nils,1,EUR,2030-01-01\n");
        using var admin = importer is null ? null : world.As(importer, "administrator");
        using var client = importer is null ? sales.As(sales.Issuer.TokenFor(SalesPermissions.Manage)) : null;
        using var started = await sales.Send(file, query, admin ?? client);
        var queued = await started.Content.ReadFromJsonAsync<ImportResponse>(ServiceUnderTest<Program, SalesDb>.Json);
        var import = await sales.Over(queued!.Id);
        Assert.Equal((2, 0), (import.Added, import.Failed));
        Assert.Equal([owner ?? "", "Nils"], await sales.Rows(
            $"""
            select r.name from opportunities o left join representatives r on r.id = o.owner_id
            where o.external_id like '{key}%' order by o.external_id
            """));
    }

    [Fact]
    public async Task An_import_by_a_caller_who_is_not_a_representative_says_who_owns_records_without_an_owner()
    {
        var file = Encoding.UTF8.GetBytes("externalId,account,owner,amount,currency,expectedCloseDate\n");
        using var client = sales.As(sales.Issuer.TokenFor(SalesPermissions.Manage));
        var (code, detail) = await sales.Send(file, http: client).Refused(422);
        Assert.Equal("import-owner-missing", code);
        Assert.Contains("unassigned=true", detail, StringComparison.Ordinal);
    }

    private static JsonObject Deal() => new()
    {
        ["account"] = new JsonObject { ["name"] = Steps.New("account") }, ["name"] = "Deal", ["amount"] = 1, ["currency"] = "EUR",
        ["expectedCloseDate"] = "2026-12-31",
    };

    /// <summary>The owners of the account and of the deal that the request makes, each once.</summary>
    private async Task<List<Guid?>> Owners(string what, HttpClient http, JsonObject owner)
    {
        var (status, text, account) = await Send(what, http, owner);
        Assert.True(status is 200 or 201, text);
        var rows = await sales.Rows(
            $"""
            select owner_id from accounts where name = '{account}'
            union select o.owner_id from opportunities o join accounts a on a.id = o.account_id where a.name = '{account}'
            """);
        return rows.ConvertAll(row => row.Length == 0 ? (Guid?)null : Guid.Parse(row));
    }

    private async Task<string?> Refused(string what, HttpClient http, JsonObject owner)
    {
        var (_, text, account) = await Send(what, http, owner);
        Assert.Equal(0, await sales.Count($"accounts where name = '{account}'"));
        var answer = JsonNode.Parse(text)!;
        return (string?)(answer["results"] is JsonArray results ? results[0] : answer)!["code"];
    }

    private async Task<(int Status, string Text, string Account)> Send(string what, HttpClient http, JsonObject owner)
    {
        var account = Steps.New("owned");
        var (path, body) = what switch
        {
            "accounts" => ("accounts", With(new() { ["name"] = account })),
            "contacts" => ("contacts", With(Person())),
            "contacts/batch" => ("contacts/batch", new() { ["items"] = new JsonArray(With(Person())) }),
            "opportunities" => ("opportunities", With(Order())),
            "opportunities/batch" => ("opportunities/batch", new() { ["items"] = new JsonArray(With(Order())) }),
            _ => ($"handoffs/{await Handoff()}/convert", new() { ["accountName"] = account, ["opportunity"] = With(Terms()) }),
        };
        using var answer = await http.PostAsJsonAsync($"{Api}/{path}", body);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(), account);

        JsonObject With(JsonObject record)
        {
            foreach (var (name, value) in owner)
            {
                record[name] = value?.DeepClone();
            }

            return record;
        }

        JsonObject Person() => new() { ["fullName"] = "P.", ["account"] = new JsonObject { ["name"] = account } };

        JsonObject Order()
        {
            var deal = Deal();
            deal["account"] = new JsonObject { ["name"] = account };
            return deal;
        }

        JsonObject Terms()
        {
            var deal = Deal();
            deal.Remove("account");
            return deal;
        }

        // From the queue, and accepted by an API client, so that no representative has it.
        async Task<Guid> Handoff()
        {
            var handoff = await sales.HandOver();
            await sales.Accept(handoff.Id);
            return handoff.Id;
        }
    }
}
