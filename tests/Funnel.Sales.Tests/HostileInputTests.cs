using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Funnel.Testing;

namespace Funnel.Sales.Tests;

public sealed class HostileInputTests(SalesFixture fixture)
{
    private readonly ServiceUnderTest<Program, SalesDb> sales = fixture.Service;

    [Theory]
    [InlineData("amount", "1e30", 400, "malformed-request")]
    [InlineData("amount", "1000000000000.01", 422, "amount-out-of-range")]
    [InlineData("amount", "-0.01", 422, "amount-out-of-range")]
    [InlineData("amount", "1.001", 422, "amount-too-precise")]
    [InlineData("amount", "\"12\"", 400, "malformed-request")]
    [InlineData("amount", "null", 400, "malformed-request")]
    [InlineData("currency", "\"XYZ\"", 422, "currency-unknown")]
    [InlineData("currency", "\"eur\"", 422, "currency-unknown")]
    [InlineData("currency", "\"EURO\"", 400, "validation-failed")]
    [InlineData("currency", "null", 400, "malformed-request")]
    [InlineData("expectedCloseDate", "\"0001-01-01\"", 422, "close-date-out-of-range")]
    [InlineData("expectedCloseDate", "\"9999-12-31\"", 422, "close-date-out-of-range")]
    [InlineData("expectedCloseDate", "\"2026-02-30\"", 400, "malformed-request")]
    [InlineData("createdAt", "\"0001-01-01T00:00:00Z\"", 422, "occurred-at-out-of-range")]
    [InlineData("createdAt", "\"9999-12-31T23:59:59Z\"", 422, "occurred-at-out-of-range")]
    [InlineData("createdAt", "\"2026-01-01\"", 400, "malformed-request")]
    [InlineData("outcome", "\"evaporated\"", 400, "malformed-request")]
    [InlineData("outcome", "7", 400, "malformed-request")]
    [InlineData("closedAt", "\"2026-01-01T00:00:00Z\"", 422, "outcome-missing")]
    [InlineData("name", "\"a\\u0000b\"", 400, "malformed-request")]
    [InlineData("name", "\"\"", 400, "validation-failed")]
    [InlineData("account", "{}", 422, "account-not-named")]
    [InlineData("account", "null", 400, "malformed-request")]
    [InlineData("account", "{\"name\":\"  \"}", 422, "account-not-named")]
    [InlineData("account", "{\"id\":\"00000000-0000-0000-0000-000000000001\"}", 422, "account-not-found")]
    [InlineData("pipeline", "\"nowhere\"", 422, "pipeline-not-found")]
    [InlineData("stage", "\"nowhere\"", 422, "stage-not-in-pipeline")]
    [InlineData("stage", "\"won\"", 422, "stage-needs-outcome")]
    [InlineData("ownerId", "\"00000000-0000-0000-0000-000000000001\"", 422, "owner-not-found")]
    [InlineData("ownerExternalId", "\"nobody\"", 422, "owner-not-found")]
    [InlineData("externalLeadId", "\"nobody\"", 422, "lead-not-handed-over")]
    [InlineData("leadId", "\"00000000-0000-0000-0000-000000000001\",\"externalLeadId\":\"x\"", 422, "named-twice")]
    [InlineData("probability", "1", 400, "malformed-request")]
    [InlineData("id", "\"00000000-0000-0000-0000-000000000001\"", 400, "malformed-request")]
    public async Task A_hostile_opportunity_is_refused_by_its_own_code_and_leaves_no_row(string field, string value, int status,
        string code)
    {
        var key = Steps.New("hostile");
        var fields = new Dictionary<string, string>
        {
            ["account"] = $$"""{"name":"{{key}}"}""",
            ["name"] = "\"Deal\"",
            ["amount"] = "1",
            ["currency"] = "\"EUR\"",
            ["expectedCloseDate"] = "\"2026-12-31\"",
            ["externalId"] = $"\"{key}\"",
        };
        if (!field.StartsWith("owner", StringComparison.Ordinal))
        {
            fields["unassigned"] = "true";
        }

        fields[field] = value;
        var json = $"{{{string.Join(',', fields.Select(pair => $"\"{pair.Key}\":{pair.Value}"))}}}";

        Assert.Equal(code, (await sales.PostRaw("/api/sales/v1/opportunities", json).Refused(status)).Code);
        Assert.Equal(0, await sales.Count($"opportunities where external_id = '{key}'"));
        Assert.Equal(0, await sales.Count($"accounts where name = '{key}'"));
    }

    [Theory]
    [InlineData("/api/sales/v1/opportunities/batch", "{\"items\":[]}", 400, "validation-failed")]
    [InlineData("/api/sales/v1/opportunities/batch", "{\"items\":[{]}", 400, "malformed-request")]
    [InlineData("/api/sales/v1/handoffs/00000000-0000-0000-0000-000000000001/accept", "{\"decidedBy\":\"Ana\"}", 404, "handoff-not-found")]
    [InlineData("/api/sales/v1/handoffs/00000000-0000-0000-0000-000000000001/accept", "{\"decidedBy\":\"Ana\",\"status\":\"accepted\"}",
        400, "malformed-request")]
    [InlineData("/api/sales/v1/handoffs/00000000-0000-0000-0000-000000000001/accept", "{\"decidedBy\":\"  \"}", 400, "validation-failed")]
    [InlineData("/api/sales/v1/handoffs/no-id/accept", "{\"decidedBy\":\"Ana\"}", 404, "not-found")]
    [InlineData("/api/sales/v1/handoffs/00000000-0000-0000-0000-000000000001/accept", "", 400, "malformed-request")]
    [InlineData("/api/sales/v1/opportunities/00000000-0000-0000-0000-000000000001/win", "{\"reason\":\"best-fit\"}", 404,
        "opportunity-not-found")]
    [InlineData("/api/sales/v1/representatives", "{\"name\":\"Ana\",\"email\":\"no address\"}", 400, "validation-failed")]
    [InlineData("/api/sales/v1/representatives", "{\"name\":\"A\\u0000\",\"email\":\"a@b.example\"}", 400, "malformed-request")]
    [InlineData("/api/sales/v1/reasons", "{\"kind\":\"reject\",\"code\":\"Not Kebab\",\"label\":\"x\"}", 400, "validation-failed")]
    [InlineData("/api/sales/v1/reasons", "{\"kind\":\"whim\",\"code\":\"a\",\"label\":\"x\"}", 400, "malformed-request")]
    [InlineData("/api/sales/v1/reasons/whim/spam/retire", "", 400, "validation-failed")]
    [InlineData("/api/sales/v1/reasons/reject/unheard-of/retire", "", 404, "reason-not-found")]
    [InlineData("/api/sales/v1/reasons/reject/Not Kebab/retire", "", 400, "validation-failed")]
    [InlineData("/api/sales/v1/accounts", "{\"name\":\"\"}", 400, "validation-failed")]
    [InlineData("/api/sales/v1/accounts", "{\"name\":\"x\",\"name\":\"y\"}", 400, "malformed-request")]
    public async Task Every_input_is_answered_with_a_code_and_never_with_a_500(string path, string json, int status, string code) =>
        Assert.Equal(code, (await sales.PostRaw(path, json).Refused(status)).Code);

    [Theory]
    [InlineData("opportunities/batch", "null", "validation-failed")]
    [InlineData("opportunities/batch",
        "{\"account\":{\"name\":\"x\"},\"name\":\"\",\"amount\":1,\"currency\":\"EUR\",\"expectedCloseDate\":\"2026-01-01\"}",
        "validation-failed")]
    [InlineData("handoffs/decisions/batch", "null", "validation-failed")]
    [InlineData("handoffs/decisions/batch", "{\"decision\":\"shrug\",\"decidedBy\":\"Ana\"}", "malformed-request")]
    [InlineData("handoffs/decisions/batch", "{\"decision\":\"accept\",\"decidedBy\":\"\"}", "validation-failed")]
    public async Task A_hostile_item_of_a_batch_is_refused_alone(string path, string item, string code)
    {
        using var answer = await sales.PostRaw($"/api/sales/v1/{path}", $"{{\"items\":[{item}]}}");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var refused = Assert.Single((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("results").EnumerateArray());
        Assert.Equal(("refused", code), (refused.GetProperty("outcome").GetString(), refused.GetProperty("code").GetString()));
    }

    [Theory]
    [InlineData("handoffs?status=pondering")]
    [InlineData("handoffs?status=99")]
    [InlineData("handoffs?status=")]
    [InlineData("opportunities?status=")]
    [InlineData("opportunities?stage=%00")]
    [InlineData("reasons?kind=")]
    [InlineData("handoffs?limit=0")]
    [InlineData("handoffs?limit=201")]
    [InlineData("handoffs?after=here")]
    [InlineData("opportunities?status=maybe")]
    [InlineData("opportunities?limit=-1")]
    [InlineData("accounts?limit=100000")]
    [InlineData("reasons?kind=whim")]
    public async Task A_wrong_query_is_a_bad_request(string query) => await sales.Http.GetAsync($"/api/sales/v1/{query}").Refused(400);

    public static TheoryData<string> HostileTexts() =>
    [
        new string('-', 40) + "a", string.Concat(Enumerable.Repeat("-(", 40)) + "a", string.Concat(Enumerable.Repeat("- ", 40)) + "a",
        new string('(', 60), new string('"', 60), new string('\\', 60), new string('%', 60), new string('!', 60) + "a",
        "a <-> b & !c | (d:*", "'; drop table accounts; --", "\ud83d\udca9\u202e\ufeff", "\u0001\u001b", "{\"a\":[", "NaN",
        "99999999999999999999", "0001-01-01", "9999-12-31", "a:b:c", "../..", "$(id)", new string('x', 3000),
    ];

    /// <summary>Each text in each query parameter of each operation that reads, beside the examples of the required parameters.</summary>
    [Theory]
    [MemberData(nameof(HostileTexts))]
    public async Task Every_query_is_answered_and_never_with_a_500(string hostile)
    {
        var document = await ApiDocument.Read(sales.Http, "/api/sales/openapi/v1.json");
        var sent = 0;
        foreach (var operation in document.Operations.Where(operation => operation.Method == "GET"))
        {
            foreach (var tried in operation.Parameters.Where(parameter => (string?)parameter["in"] == "query"))
            {
                var target = operation.Target(parameter => parameter == tried ? Uri.EscapeDataString(hostile)
                    : (bool?)parameter["required"] == true ? Uri.EscapeDataString(parameter["example"]!.ToString()) : null);
                using var answer = await sales.Http.GetAsync(target, TestContext.Current.CancellationToken);
                Assert.True((int)answer.StatusCode < 500,
                    $"{target}: {await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}");
                sent++;
            }
        }

        Assert.True(sent > 50);
    }

    [Fact]
    public async Task Special_characters_are_stored_as_text()
    {
        var name = Steps.New("Robert'); drop table accounts; -- \u202e\ud83d\udca9 %_\\");
        var made = await sales.Post<AccountResponse>("/api/sales/v1/accounts", new { name, unassigned = true });
        // Only the invisible mark that reverses the direction of the text goes.
        Assert.Equal(name.Replace("\u202e", "", StringComparison.Ordinal),
            (await sales.Get<AccountResponse>($"/api/sales/v1/accounts/{made.Id}")).Name);
        Assert.Equal(made.Id, (await sales.Post<AccountResponse>("/api/sales/v1/accounts", new { name, unassigned = true })).Id);
    }
}
