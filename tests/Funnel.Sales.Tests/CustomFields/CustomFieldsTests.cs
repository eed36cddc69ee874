using System.Net.Http.Json;
using System.Text.Json;
using Funnel.Sales.CustomFields;
using Funnel.Testing;

namespace Funnel.Sales.Tests;

/// <summary>Each test has fields of its own, and none leaves a required one behind: fields are the whole company's.</summary>
public sealed class CustomFieldsTests(SalesFixture fixture)
{
    private const string Path = "/api/sales/v1/opportunities";
    private readonly ServiceUnderTest<Program, SalesDb> sales = fixture.Service;

    [Fact]
    public async Task Values_are_kept_by_type_and_only_those_that_are_named_change()
    {
        var (text, number, day, yes, choice) = (await Define("text"), await Define("number"), await Define("date"), await Define("boolean"), await Define("choice", ["north", "south"]));
        var deal = await sales.Open();
        await Change(deal.Id, new() { [text] = "Boiler", [number] = 12.5m, [day] = "2026-02-28", [yes] = true, [choice] = "north" });
        await Change(deal.Id, new() { [text] = null, [choice] = "south" });
        await Change(deal.Id, new() { [choice] = "south" });
        var fields = (await sales.Get<OpportunityResponse>($"{Path}/{deal.Id}")).Fields;
        Assert.False(fields.ContainsKey(text));
        Assert.Equal((12.5m, "2026-02-28", true, "south"), (fields[number].GetDecimal(), fields[day].GetString(), fields[yes].GetBoolean(), fields[choice].GetString()));
        Assert.Equal(3, (await sales.Published(deal.Id)).Count);
    }

    [Theory]
    [InlineData("text", "7")]
    [InlineData("text", "\"\"")]
    [InlineData("text", "\"a\\u0007b\"")]
    [InlineData("number", "\"7\"")]
    [InlineData("number", "1e27")]
    [InlineData("date", "\"2026-02-30\"")]
    [InlineData("boolean", "\"true\"")]
    [InlineData("choice", "\"west\"")]
    [InlineData("choice", "{\"a\":[]}")]
    public async Task A_value_that_does_not_fit_is_refused_and_nothing_changes(string type, string value)
    {
        var code = await Define(type, type == "choice" ? ["north"] : null);
        var deal = await sales.Open();
        var body = new StringContent($$$"""{"name":"Other","fields":{"{{{code}}}":{{{value}}}}}""", System.Text.Encoding.UTF8, "application/json");
        Assert.Equal("custom-field-value-wrong", (await sales.Http.PatchAsync($"{Path}/{deal.Id}", body).Refused(422)).Code);
        Assert.Single(await sales.Published(deal.Id));
    }

    [Fact]
    public async Task The_list_is_filtered_by_a_value_and_a_filter_that_is_none_is_refused()
    {
        var (region, size) = (await Define("choice", ["north", "south"]), await Define("number"));
        var (north, south) = (await sales.Open(), await sales.Open());
        await Change(north.Id, new() { [region] = "north", [size] = 5 });
        await Change(south.Id, new() { [region] = "south", [size] = 5 });
        Assert.Equal([north.Id], await Found($"{region}:north"));
        Assert.Equal([south.Id, north.Id], await Found($"{size}:5"));
        Assert.Empty(await Found($"{size}:6"));
        foreach (var (wrong, status, problem) in new[] { ("unheard-of:1", 422, "custom-field-filter-wrong"), (region, 400, "validation-failed"), ($"{size}:many", 422, "custom-field-filter-wrong"), (":", 400, "validation-failed") })
        {
            Assert.Equal(problem, (await sales.Http.GetAsync($"{Path}?field={Uri.EscapeDataString(wrong)}").Refused(status)).Code);
        }

        async Task<IEnumerable<Guid>> Found(string field) => (await sales.Get<OpportunityPage>($"{Path}?field={Uri.EscapeDataString(field)}")).Items.Select(item => item.Id);
    }

    [Fact]
    public async Task A_field_that_is_retired_keeps_its_values_and_takes_no_new_ones_and_none_becomes_another_type()
    {
        var code = await Define("text");
        var deal = await sales.Open();
        await Change(deal.Id, new() { [code] = "kept" });
        Assert.Equal("custom-field-type-fixed", (await sales.Http.PutAsJsonAsync($"/api/sales/v1/custom-fields/opportunity/{code}", new { label = "L", type = "number" }).Refused(422)).Code);
        await sales.Post<CustomFieldResponse>($"/api/sales/v1/custom-fields/opportunity/{code}/retire", new { });
        Assert.Equal("custom-field-not-found", (await sales.Http.PatchAsJsonAsync($"{Path}/{deal.Id}", new { fields = new Dictionary<string, object?> { [code] = "new" } }).Refused(422)).Code);
        Assert.Equal("kept", (await sales.Get<OpportunityResponse>($"{Path}/{deal.Id}")).Fields[code].GetString());
    }

    [Fact]
    public void Whoever_changes_the_fields_leaves_each_required_one_with_a_value()
    {
        var field = CustomField.Define(RecordKind.Opportunity, "budget-code", CustomFieldType.Text);
        field.Become("Budget code", true, []);
        var set = CustomFieldSet.Of([field]);
        Assert.Equal("custom-field-required", set.Change("{}", new Dictionary<string, JsonElement>()).Refusal!.Code);
        Assert.Equal("custom-field-required", set.Change("""{"budget-code":"x"}""", new Dictionary<string, JsonElement> { ["budget-code"] = JsonSerializer.SerializeToElement<string?>(null) }).Refusal!.Code);
        Assert.Equal("""{"budget-code":"y"}""", set.Change("{}", new Dictionary<string, JsonElement> { ["budget-code"] = JsonSerializer.SerializeToElement("y") }).Fact);
    }

    private async Task<string> Define(string type, string[]? choices = null) =>
        (await sales.Put<CustomFieldResponse>($"/api/sales/v1/custom-fields/opportunity/{Steps.New(type)}", new { label = type, type, choices })).Code;

    private Task<OpportunityState> Change(Guid deal, Dictionary<string, object?> fields) => sales.Patch<OpportunityState>($"{Path}/{deal}", new { fields });
}
