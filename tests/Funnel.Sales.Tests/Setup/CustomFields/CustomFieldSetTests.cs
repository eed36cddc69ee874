using System.Net.Http.Json;
using System.Text.Json;
using Funnel.Sales.CustomFields;
using Funnel.Sales.Search;
using Funnel.Testing;

namespace Funnel.Sales.Tests;

/// <summary>All tests share the custom fields. So each test uses its own fields, and no test leaves a required field behind.</summary>
public sealed class CustomFieldSetTests(SalesFixture fixture)
{
    private const string Path = "/api/sales/v1/opportunities";
    private readonly ServiceUnderTest<Program, SalesDb> sales = fixture.Service;

    [Fact]
    public async Task Values_are_stored_by_type_and_only_named_fields_change()
    {
        var (text, number, day, yes, choice) =
            (await Define("text"), await Define("number"), await Define("date"), await Define("boolean"),
                await Define("choice", ["north", "south"]));
        var deal = await sales.Open();
        await Change(deal.Id, new() { [text] = "Boiler", [number] = 12.5m, [day] = "2026-02-28", [yes] = true, [choice] = "north" });
        await Change(deal.Id, new() { [text] = null, [choice] = "south" });
        await Change(deal.Id, new() { [choice] = "south" });
        var fields = (await sales.Get<OpportunityResponse>($"{Path}/{deal.Id}")).Fields;
        Assert.False(fields.ContainsKey(text));
        Assert.Equal((12.5m, "2026-02-28", true, "south"),
            (fields[number].GetDecimal(), fields[day].GetString(), fields[yes].GetBoolean(), fields[choice].GetString()));
        Assert.Equal(3, (await sales.Published(deal.Id)).Count);
    }

    [Theory]
    [InlineData("text", "7")]
    [InlineData("text", "\"\"")]
    [InlineData("text", "\"a\\u0007b\"")]
    [InlineData("number", "\"7\"")]
    [InlineData("number", "1e27")]
    [InlineData("text", "\"\\ud800\"")]
    [InlineData("choice", "\"\\ud800\"")]
    [InlineData("text", "\"a\\u0000b\"")]
    [InlineData("boolean", "1")]
    [InlineData("date", "\"2026-02-30\"")]
    [InlineData("boolean", "\"true\"")]
    [InlineData("choice", "\"west\"")]
    [InlineData("choice", "{\"a\":[]}")]
    public async Task A_value_that_does_not_fit_is_refused_and_nothing_changes(string type, string value)
    {
        var code = await Define(type, type == "choice" ? ["north"] : null);
        var deal = await sales.Open();
        var body =
            new StringContent($$$"""{"name":"Other","fields":{"{{{code}}}":{{{value}}}}}""", System.Text.Encoding.UTF8, "application/json");
        Assert.Equal("custom-field-value-wrong", (await sales.Http.PatchAsync($"{Path}/{deal.Id}", body).Refused(422)).Code);
        Assert.Single(await sales.Published(deal.Id));
    }

    [Fact]
    public async Task The_list_is_filtered_by_a_value_and_an_invalid_filter_is_refused()
    {
        var (region, size) = (await Define("choice", ["north", "south"]), await Define("number"));
        var (north, south) = (await sales.Open(), await sales.Open());
        await Change(north.Id, new() { [region] = "north", [size] = 5 });
        await Change(south.Id, new() { [region] = "south", [size] = 5 });
        Assert.Equal([north.Id], await Found($"{region}:north"));
        Assert.Equal([south.Id, north.Id], await Found($"{size}:5"));
        Assert.Empty(await Found($"{size}:6"));
        foreach (var (wrong, status, problem) in new[] { ("unheard-of:1", 422, "custom-field-filter-wrong"),
            (region, 422, "custom-field-filter-wrong"), ($"{size}:many", 422, "custom-field-filter-wrong"),
            (":", 422, "custom-field-filter-wrong"), ($"{region}>=a", 422, "custom-field-filter-wrong"),
            ($"{size}~5", 422, "custom-field-filter-wrong") })
        {
            Assert.Equal(problem, (await sales.Http.GetAsync($"{Path}?field={Uri.EscapeDataString(wrong)}").Refused(status)).Code);
        }

        async Task<IEnumerable<Guid>> Found(string field) =>
            (await sales.Get<OpportunityPage>($"{Path}?field={Uri.EscapeDataString(field)}")).Items.Select(item => item.Id);
    }

    [Fact]
    public async Task The_list_is_filtered_by_a_part_of_a_text_by_a_range_and_by_missing_values()
    {
        var (region, size, day) = (await Define("choice", ["north", "south"]), await Define("number"), await Define("date"));
        var (north, south, none) = (await sales.Open(), await sales.Open(), await sales.Open());
        await Change(north.Id, new() { [region] = "north", [size] = 5, [day] = "2026-03-01" });
        await Change(south.Id, new() { [region] = "south", [size] = 50.5, [day] = "2026-11-30" });
        Assert.Equal([north.Id], await Found($"{region}~NOR"));
        Assert.Empty(await Found($"{region}~n_rth"));
        Assert.Equal([south.Id], await Found($"{size}>=5.01"));
        Assert.Equal([north.Id], await Found($"{size}<=50"));
        Assert.Equal([south.Id], await Found($"{day}>=2026-03-02"));
        Assert.Equal([south.Id, north.Id], await Found($"{size}!:"));
        Assert.Equal([south.Id], await Found($"{size}!:", $"{region}~o", $"{day}>=2026-06-01"));
        Assert.Contains(none.Id, await Found($"{region}:"));
        Assert.DoesNotContain(north.Id, await Found($"{region}:"));

        async Task<IEnumerable<Guid>> Found(params string[] fields) =>
            (await sales.Get<OpportunityPage>(
                $"{Path}?limit=200&{string.Join('&', fields.Select(field => $"field={Uri.EscapeDataString(field)}"))}"))
                .Items.Select(item => item.Id);
    }

    [Fact]
    public async Task A_retired_field_keeps_its_values_and_takes_no_new_ones_and_no_field_changes_its_type()
    {
        var code = await Define("text");
        var deal = await sales.Open();
        await Change(deal.Id, new() { [code] = "kept" });
        Assert.Equal("custom-field-type-fixed",
            (await sales.Http.PutAsJsonAsync($"/api/sales/v1/custom-fields/opportunity/{code}", new { label = "L", type = "number" })
                .Refused(422)).Code);
        await sales.Post<CustomFieldResponse>($"/api/sales/v1/custom-fields/opportunity/{code}/retire", new { });
        Assert.Equal("custom-field-not-found",
            (await sales.Http.PatchAsJsonAsync($"{Path}/{deal.Id}", new { fields = new Dictionary<string, object?> { [code] = "new" } })
                .Refused(422)).Code);
        Assert.Equal("kept", (await sales.Get<OpportunityResponse>($"{Path}/{deal.Id}")).Fields[code].GetString());
    }

    [Fact]
    public void A_change_must_leave_a_value_in_each_required_field()
    {
        var field = CustomField.Define(RecordKind.Opportunity, "budget-code", CustomFieldType.Text);
        field.Become("Budget code", true, []);
        var set = CustomFieldSet.Of([field]);
        Assert.Equal("custom-field-required", set.Change("{}", new Dictionary<string, JsonElement>()).Refusal!.Code);
        Assert.Equal("custom-field-required",
            set.Change("""{"budget-code":"x"}""",
                new Dictionary<string, JsonElement> { ["budget-code"] = JsonSerializer.SerializeToElement<string?>(null) }).Refusal!.Code);
        Assert.Equal("""{"budget-code":"y"}""",
            set.Change("{}", new Dictionary<string, JsonElement> { ["budget-code"] = JsonSerializer.SerializeToElement("y") }).Value);
    }

    [Fact]
    public async Task A_number_is_stored_in_a_form_that_can_be_read_again()
    {
        var (code, deal) = (await Define("number"), await sales.Open());
        foreach (var (written, kept) in new[] { ("1e-20000", 0m), ("1.50e2", 150m), ("-0.25", -0.25m) })
        {
            using var changed = await sales.Http
                .PatchAsync($"{Path}/{deal.Id}",
                    new StringContent($$$"""{"fields":{"{{{code}}}":{{{written}}}}}""", System.Text.Encoding.UTF8, "application/json"));
            Assert.True(changed.IsSuccessStatusCode, await changed.Content.ReadAsStringAsync());
            Assert.Equal(kept, (await sales.Get<OpportunityResponse>($"{Path}/{deal.Id}")).Fields[code].GetDecimal());
        }
    }

    [Fact]
    public async Task Custom_texts_are_found_by_the_search_of_the_list_and_by_the_search_over_all_records()
    {
        var (text, word) = (await Define("text"), Steps.New("wintergarden"));
        var deal =
            await sales.Post<OpportunityState>(Path,
                new { account = new { name = Steps.New("account") }, name = "Deal", amount = 1, currency = "EUR",
                    expectedCloseDate = "2036-01-31", fields = new Dictionary<string, string> { [text] = $"A {word} behind the house" },
                        unassigned = true });
        Assert.Equal(deal.Id, Assert.Single((await sales.Get<OpportunityPage>($"{Path}?search={word.ToUpperInvariant()} HOUSE")).Items).Id);
        Assert.Contains((await sales.Get<SearchResponse>($"/api/sales/v1/search?q={word}&kind=opportunity")).Items,
            found => found.Id == deal.Id);
        await Change(deal.Id, new() { [text] = null });
        Assert.Empty((await sales.Get<OpportunityPage>($"{Path}?search={word}")).Items);
    }

    [Fact]
    public async Task Accounts_and_contacts_have_custom_fields_of_their_own_that_are_checked_filtered_and_searched()
    {
        var (size, floor, word) =
            (await Define("number", record: "account"), await Define("text", record: "contact"), Steps.New("mezzanine"));
        var account = await sales.OpenAccount(new { name = Steps.New("account"), fields = new Dictionary<string, object> { [size] = 7 },
            unassigned = true });
        Assert.Equal(7, account.Fields[size].GetInt32());
        Assert.Equal("custom-field-not-found",
            (await sales.Post("/api/sales/v1/accounts",
                new { name = Steps.New("account"), fields = new Dictionary<string, object> { [floor] = "x" },
                    unassigned = true }).Refused(422)).Code);
        Assert.Equal(account.Id,
            Assert.Single((await sales.Get<Page<AccountResponse>>($"/api/sales/v1/accounts?field={size}:7")).Items).Id);
        Assert.Empty((await sales.Get<Page<AccountResponse>>($"/api/sales/v1/accounts?field={size}:8")).Items);
        var kept = await sales.Put<AccountResponse>($"/api/sales/v1/accounts/{account.Id}", new { name = account.Name });
        Assert.Equal(7, kept.Fields[size].GetInt32());
        Assert.Equal("custom-field-value-wrong",
            (await sales.Http
                .PutAsJsonAsync($"/api/sales/v1/accounts/{account.Id}",
                    new { name = account.Name, fields = new Dictionary<string, object> { [size] = "many" } }).Refused(422)).Code);

        var contact =
            await sales.Post<ContactResponse>("/api/sales/v1/contacts",
                new { fullName = "Vera", email = ContactBookTests.NewEmail(), fields = new Dictionary<string, object> { [floor] = word } });
        Assert.Equal(word, contact.Fields[floor].GetString());
        Assert.Equal(contact.Id,
            Assert.Single((await sales.Get<Page<ContactResponse>>($"/api/sales/v1/contacts?field={floor}:{word}")).Items).Id);
        Assert.Contains((await sales.Get<SearchResponse>($"/api/sales/v1/search?q={word}&kind=contact")).Items,
            found => found.Id == contact.Id);
        var changed =
            await sales.Put<ContactResponse>($"/api/sales/v1/contacts/{contact.Id}",
                new { fullName = "Vera B", email = contact.Email, fields = new Dictionary<string, object?> { [floor] = null } });
        Assert.Empty(changed.Fields);
        Assert.Equal("custom-field-filter-wrong", (await sales.Http.GetAsync($"/api/sales/v1/contacts?field={size}:7").Refused(422)).Code);
    }

    [Fact]
    public async Task A_merge_fills_the_custom_fields_of_the_winner_and_an_unmerge_takes_them_back()
    {
        var (mine, theirs) = (await Define("text", record: "account"), await Define("text", record: "account"));
        var winner =
            await sales.OpenAccount(new { name = Steps.New("winner"), fields = new Dictionary<string, string> { [mine] = "winner's" },
                unassigned = true });
        var loser =
            await sales.OpenAccount(
                new { name = Steps.New("loser"), fields = new Dictionary<string, string> { [mine] = "loser's", [theirs] = "loser's" },
                    unassigned = true });
        await sales.Post<object>($"/api/sales/v1/accounts/{winner.Id}/merge", new { loserId = loser.Id });
        var merged = (await sales.Get<AccountResponse>($"/api/sales/v1/accounts/{winner.Id}")).Fields;
        Assert.Equal(("winner's", "loser's"), (merged[mine].GetString(), merged[theirs].GetString()));
        await sales.Post<object>($"/api/sales/v1/accounts/{loser.Id}/unmerge", new { });
        Assert.Equal([mine], (await sales.Get<AccountResponse>($"/api/sales/v1/accounts/{winner.Id}")).Fields.Keys);
        Assert.Equal(2, (await sales.Get<AccountResponse>($"/api/sales/v1/accounts/{loser.Id}")).Fields.Count);
    }

    [Fact]
    public async Task A_required_field_must_be_set_in_records_made_by_hand_and_in_changes_but_not_in_history()
    {
        await using var alone = await SalesFixture.Start();
        var before = await alone.Open();
        await alone.Put<CustomFieldResponse>("/api/sales/v1/custom-fields/opportunity/budget-code",
            new { label = "Budget code", type = "text", isRequired = true });
        await alone.Put<CustomFieldResponse>("/api/sales/v1/custom-fields/account/branch",
            new { label = "Branch", type = "text", isRequired = true });
        await alone.Put<CustomFieldResponse>("/api/sales/v1/custom-fields/contact/branch",
            new { label = "Branch", type = "text", isRequired = true });
        Assert.Equal("custom-field-required", (await alone.Post(Path, Steps.Opportunity()).Refused(422)).Code);
        Assert.Equal("custom-field-required", (await alone.Post("/api/sales/v1/accounts", new { name = "Without",
            unassigned = true }).Refused(422)).Code);
        Assert.Equal("custom-field-required", (await alone.Post("/api/sales/v1/contacts", new { fullName = "Vera" }).Refused(422)).Code);
        await alone.Post<OpportunityState>(Path,
            new { account = new { name = "Old" }, name = "Deal", amount = 1, currency = "EUR", expectedCloseDate = "2020-01-31",
                createdAt = "2020-01-01T00:00:00Z", unassigned = true });
        await alone.Patch<OpportunityState>($"{Path}/{before.Id}", new { name = "Another name" });
        await alone.Patch<OpportunityState>($"{Path}/{before.Id}",
            new { fields = new Dictionary<string, string> { ["budget-code"] = "B1" } });
        Assert.Equal("custom-field-required",
            (await alone.Http
                .PatchAsJsonAsync($"{Path}/{before.Id}", new { fields = new Dictionary<string, string?> { ["budget-code"] = null } })
                .Refused(422)).Code);
        // A retired field is no longer required.
        await alone.Post<CustomFieldResponse>("/api/sales/v1/custom-fields/opportunity/budget-code/retire", new { });
        await alone.Open();
    }

    private async Task<string> Define(string type, string[]? choices = null, string record = "opportunity") =>
        (await sales.Put<CustomFieldResponse>($"/api/sales/v1/custom-fields/{record}/{Steps.New(type)}",
            new { label = type, type, choices })).Code;

    private Task<OpportunityState> Change(Guid deal, Dictionary<string, object?> fields) =>
        sales.Patch<OpportunityState>($"{Path}/{deal}", new { fields });
}
