using System.Net;
using System.Net.Http.Json;
using System.Text;
using Funnel.ServiceDefaults;
using Funnel.Testing;

namespace Funnel.Marketing.Tests;

/// <summary>Hostile input changes nothing and is refused with a code.</summary>
public sealed class HostileInputTests(MarketingFixture marketing)
{
    private const string Email = "\"email\":\"hostile@customer.example\"";

    public static TheoryData<string, int, string> CaptureBatches => new()
    {
        { "", 400, "malformed-request" },
        { "[]", 400, "malformed-request" },
        { "null", 400, "malformed-request" },
        { "{", 400, "malformed-request" },
        { "{}", 422, "identity-missing" },
        { "{\"email\":\"   \",\"fullName\":\"Nobody\"}", 422, "identity-missing" },
        { "{\"email\":\"hostile@\"}", 422, "email-invalid" },
        { "{\"email\":\"a b@customer.example\"}", 422, "email-invalid" },
        { "{\"email\":\"a@b@customer.example\"}", 422, "email-invalid" },
        { "{\"email\":\"hostile@customer\"}", 422, "email-invalid" },
        { $"{{\"email\":\"{new string('a', 250)}@customer.example\"}}", 400, "validation-failed" },
        { "{\"phone\":\"call me\"}", 422, "phone-invalid" },
        { "{\"phone\":\"12345678901234567890\"}", 422, "phone-invalid" },
        { $"{{{Email},\"secret\":1}}", 400, "malformed-request" },
        { $"{{{Email},\"email\":\"other@customer.example\"}}", 400, "malformed-request" },
        { $"{{{Email},\"fullName\":\"a\\u0000b\"}}", 400, "malformed-request" },
        { $"{{{Email},\"fullName\":\"\\ud800\"}}", 400, "malformed-request" },
        { $"{{{Email},\"fullName\":\"{new string('x', 201)}\"}}", 400, "validation-failed" },
        { $"{{{Email},\"fullName\":7}}", 400, "malformed-request" },
        { $"{{{Email},\"country\":\"DEU\"}}", 400, "validation-failed" },
        { $"{{{Email},\"companySize\":-1}}", 400, "validation-failed" },
        { $"{{{Email},\"companySize\":1.5}}", 400, "malformed-request" },
        { $"{{{Email},\"companySize\":99999999999}}", 400, "malformed-request" },
        { $"{{{Email},\"channel\":\"{new string('x', 101)}\"}}", 400, "validation-failed" },
        { $"{{{Email},\"utm\":{{\"source\":\"{new string('x', 201)}\"}}}}", 400, "validation-failed" },
        { $"{{{Email},\"utm\":{{\"sauce\":\"x\"}}}}", 400, "malformed-request" },
        { $"{{{Email},\"occurredAt\":\"0001-01-01T00:00:00Z\"}}", 422, "occurred-at-out-of-range" },
        { $"{{{Email},\"occurredAt\":\"9999-12-31T23:59:59Z\"}}", 422, "occurred-at-out-of-range" },
        { $"{{{Email},\"occurredAt\":\"2024-01-01\"}}", 400, "malformed-request" },
        { $"{{{Email},\"occurredAt\":\"2024-01-01T00:00:00\"}}", 400, "malformed-request" },
        { $"{{{Email},\"touches\":[null]}}", 400, "validation-failed" },
        { $"{{{Email},\"touches\":[{{}}]}}", 400, "malformed-request" },
        { $"{{{Email},\"touches\":[{{\"kind\":\"dance\"}}]}}", 400, "malformed-request" },
        { $"{{{Email},\"touches\":[{{\"kind\":2}}]}}", 400, "malformed-request" },
        { $"{{{Email},\"touches\":[{{\"kind\":\"unknown\"}}]}}", 422, "touch-kind-unknown" },
        { $"{{{Email},\"touches\":[{{\"kind\":\"form\",\"occurredAt\":\"0001-01-01T00:00:00Z\"}}]}}", 422, "occurred-at-out-of-range" },
        { $"{{{Email},\"touches\":[{string.Join(',', Enumerable.Repeat("{\"kind\":\"form\"}", 101))}]}}", 400, "validation-failed" },
        { $"{{{Email},\"consents\":[null]}}", 400, "validation-failed" },
        { $"{{{Email},\"consents\":[{{\"purpose\":\"\",\"channel\":\"email\",\"legalBasis\":\"consent\"}}]}}", 400, "validation-failed" },
        { $"{{{Email},\"consents\":[{{\"purpose\":\"a\",\"channel\":\"email\",\"legalBasis\":\"consent\","
            + $"\"occurredAt\":\"9999-12-31T23:59:59Z\"}}]}}", 422, "occurred-at-out-of-range" },
        { string.Concat(Enumerable.Repeat("{\"utm\":", 40)) + "1" + new string('}', 40), 400, "malformed-request" },
    };

    public static TheoryData<string, int, string> Batches => new()
    {
        { "{\"items\":[]}", 400, "validation-failed" },
        { "{\"items\":null}", 400, "malformed-request" },
        { "{\"things\":[]}", 400, "malformed-request" },
        { $"{{\"items\":[{string.Join(',', Enumerable.Repeat("{}", 1001))}]}}", 400, "validation-failed" },
    };

    [Theory]
    [MemberData(nameof(CaptureBatches))]
    public async Task A_hostile_capture_is_refused_with_its_code_and_leaves_no_row(string json, int status, string code)
    {
        Assert.Equal(((HttpStatusCode)status, code), await marketing.PostText(MarketingFixture.Leads, json));
        Assert.Equal(0, await marketing.Count("select count(*) from leads where email like 'hostile%' or full_name = 'Nobody'"));
    }

    [Theory]
    [MemberData(nameof(Batches))]
    public async Task A_hostile_batch_is_refused_with_its_code(string json, int status, string code)
    {
        Assert.Equal(((HttpStatusCode)status, code), await marketing.PostText(MarketingFixture.Leads + "/batch", json));
        Assert.Equal(((HttpStatusCode)status, code),
            await marketing.PostText(MarketingFixture.Touches + "/batch",
                json.Replace("{}", "{\"kind\":\"form\"}", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_null_among_the_items_is_refused_alone()
    {
        Assert.Equal((HttpStatusCode.OK, null),
            await marketing.PostText(MarketingFixture.Leads + "/batch", "{\"items\":[null,{\"email\":\"x\"}]}"));
        Assert.Equal((HttpStatusCode.OK, null), await marketing.PostText(MarketingFixture.Touches + "/batch", "{\"items\":[null]}"));
    }

    [Theory]
    [InlineData("{\"email\":\"x@customer.example\",\"fullName\":\"a\\u0007b\"}")]
    [InlineData("{\"email\":\"x@customer.example\",\"fullName\":\"a\\u0000b\"}")]
    [InlineData("{\"email\":\"x@customer.example\",\"fullName\":\"\\ud800\"}")]
    [InlineData("{\"email\":\"x@customer.example\",\"companySize\":\"250\"}")]
    [InlineData("{\"email\":\"x@customer.example\",\"secret\":1}")]
    [InlineData("{\"email\":\"x@customer.example\",\"email\":\"y@customer.example\"}")]
    [InlineData("{\"email\":\"x@customer.example\",\"kind\":\"dance\"}")]
    [InlineData("7")]
    [InlineData("[]")]
    public async Task An_item_that_cannot_be_read_is_refused_alone(string item)
    {
        var email = MarketingFixture.NewEmail();
        var lead = await Post($"{MarketingFixture.Leads}/batch", $$"""{"items":[{"email":"{{email}}"},{{item}}]}""");
        var touch = await Post($"{MarketingFixture.Touches}/batch",
            $$"""{"items":[{{item}},{"email":"{{email}}","kind":"form"}]}""");

        Assert.Equal([null, "malformed-request"], lead.Results.Select(result => result.Code));
        Assert.Equal(["malformed-request", null], touch.Results.Select(result => result.Code));
        Assert.Equal(1, await marketing.Count("select count(*) from leads where email = $1", email));
    }

    private async Task<BulkResponse> Post(string path, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await marketing.Service.Http.PostAsync(path, content, TestContext.Current.CancellationToken);
        return (await answer.Content.ReadFromJsonAsync<BulkResponse>(
            ServiceUnderTest<Program, MarketingDb>.Json, TestContext.Current.CancellationToken))!;
    }
}
