using System.Net;
using System.Net.Http.Json;
using Funnel.Messaging;
using Funnel.ServiceDefaults;
using Funnel.Testing;

namespace Funnel.Sales.Tests;

/// <summary>Each item of a batch stands alone, on the bulk routes of Sales.</summary>
public sealed class BatchTests(SalesFixture fixture)
{
    private const string Deal =
        "\"account\":{\"name\":\"Batch\"},\"amount\":1,\"currency\":\"EUR\",\"expectedCloseDate\":\"2027-01-31\",\"unassigned\":true";

    private readonly ServiceUnderTest<Program, SalesDb> sales = fixture.Service;

    /// <summary>The path, a sound item, and items that cannot be read or are not valid.</summary>
    public static TheoryData<string, string, string[]> Batches => new()
    {
        {
            "contacts/batch", "{\"fullName\":\"Vera\"}",
            [
                "{\"fullName\":7}", "{\"fullName\":\"a\\u0007b\"}", "{\"fullName\":\"a\\u0000b\"}", "{\"fullName\":\"\\ud800\"}",
                "{\"fullName\":\"V\",\"email\":\"no address\"}", "{\"fullName\":\"V\",\"secret\":1}",
                "{\"fullName\":\"V\",\"fullName\":\"W\"}", "{\"fullName\":\"V\",\"role\":\"dancer\"}", "[]", "7", "null", "{}",
            ]
        },
        {
            "exchange-rates", "{\"currency\":\"MXN\",\"day\":\"2001-02-03\",\"rate\":140}",
            [
                "{\"currency\":\"MXN\",\"day\":\"2001-02-30\",\"rate\":140}",
                "{\"currency\":\"MXN\",\"day\":\"2001-02-04\",\"rate\":\"1\"}",
                "{\"currency\":\"I\\u0000\",\"day\":\"2001-02-04\",\"rate\":1}",
                "{\"currency\":\"MXNA\",\"day\":\"2001-02-04\",\"rate\":1}", "null",
            ]
        },
        {
            "opportunities/batch", $"{{\"name\":\"Deal\",{Deal}}}",
            [
                $"{{\"name\":7,{Deal}}}", $"{{\"name\":\"a\\u0007b\",{Deal}}}", $"{{\"name\":\"\\udc00\",{Deal}}}",
                $"{{\"name\":\"\",{Deal}}}",
                "{\"name\":\"Deal\",\"amount\":\"1\"}", "\"text\"", "null",
            ]
        },
    };

    [Theory]
    [MemberData(nameof(Batches))]
    public async Task An_item_that_cannot_be_read_is_refused_alone(string path, string sound, string[] unsound)
    {
        var answer = await Post(path, [.. unsound, sound]);

        Assert.Equal(unsound.Length, answer.Refused);
        Assert.All(answer.Results.SkipLast(1), result => Assert.True(
            result is { Outcome: BulkOutcome.Refused, Code: "malformed-request" or "validation-failed", Detail.Length: > 0 }, $"{result}"));
        Assert.NotEqual(BulkOutcome.Refused, answer.Results[^1].Outcome);
    }

    [Fact]
    public async Task A_decision_that_cannot_be_read_is_refused_alone()
    {
        var handoff = await sales.HandOver();
        var answer = await Post("handoffs/decisions/batch",
            "{\"decision\":\"dance\"}", $"{{\"decision\":\"accept\",\"handoffId\":\"{handoff.Id}\",\"decidedBy\":\"Ada\"}}",
            "{\"decision\":\"accept\",\"note\":\"a\\u0000b\"}", "{\"decision\":\"accept\",\"cycle\":0}");

        Assert.Equal(["malformed-request", null, "malformed-request", "validation-failed"], answer.Results.Select(result => result.Code));
    }

    [Fact]
    public async Task A_body_without_a_list_of_items_is_refused_as_a_whole()
    {
        foreach (var body in new[] { "", "{", "[]", "null", "{}", "{\"items\":7}", "{\"items\":null}", "{\"items\":[7],\"more\":1}" })
        {
            using var answer = await sales.PostRaw("/api/sales/v1/contacts/batch", body);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        }

        using var none = await sales.PostRaw("/api/sales/v1/contacts/batch", "{\"items\":[]}");
        Assert.Equal(HttpStatusCode.BadRequest, none.StatusCode);
    }

    private async Task<BulkResponse> Post(string path, params string[] items)
    {
        using var answer = await sales.PostRaw($"/api/sales/v1/{path}", $"{{\"items\":[{string.Join(',', items)}]}}");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<BulkResponse>(
            ServiceUnderTest<Program, SalesDb>.Json, TestContext.Current.CancellationToken))!;
    }
}
