using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Funnel.Testing;

namespace Funnel.Sales.Tests;

/// <summary>Entity tags: a change is refused if the record has changed since the caller read it.</summary>
public sealed class VersionsTests(SalesFixture fixture)
{
    private readonly ServiceUnderTest<Program, SalesDb> sales = fixture.Service;

    [Fact]
    public async Task A_change_returns_the_new_version_and_a_stale_change_is_refused()
    {
        var path = $"/api/sales/v1/opportunities/{(await sales.Open()).Id}";
        var read = await Tag(await Get(path));
        var moved = await Tag(await Change($"{path}/stage", """{"stage":"proposal"}""", read));
        Assert.NotEqual(read, moved);

        foreach (var (action, body) in new[] { ("stage", """{"stage":"discovery"}"""), ("amount", """{"amount":7}"""),
            ("win", """{"reason":"price"}"""), ("lose", """{"reason":"price"}""") })
        {
            using var refused = await Change($"{path}/{action}", body, read);
            await Precondition(refused);
        }

        var now = await sales.Get<OpportunityResponse>(path);
        Assert.Equal(("proposal", 1000m, OpportunityStatus.Open), (now.Stage, now.Amount, now.Status));
        await Tag(await Change($"{path}/win", """{"reason":"price"}""", moved));
    }

    [Fact]
    public async Task Of_many_changes_of_the_same_version_one_succeeds()
    {
        var path = $"/api/sales/v1/opportunities/{(await sales.Open()).Id}";
        var read = await Tag(await Get(path));
        var answers =
            await Task.WhenAll(Enumerable.Range(0, 20).Select(amount => Change($"{path}/amount", $$"""{"amount":{{amount}}}""", read)));
        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        Assert.All(answers.Where(answer => answer.StatusCode != HttpStatusCode.OK),
            answer => Assert.Equal(HttpStatusCode.PreconditionFailed, answer.StatusCode));
        Assert.Equal(2, (await sales.Get<OpportunityResponse>(path)).AmountHistory.Count);
    }

    [Fact]
    public async Task A_decision_on_a_handoff_that_was_decided_meanwhile_is_stale()
    {
        var path = $"/api/sales/v1/handoffs/{(await sales.HandOver()).Id}";
        var read = await Tag(await Get(path));
        var accepted = await Tag(await Change($"{path}/accept", """{"decidedBy":"Ana"}""", read));
        foreach (var (action, body) in new[] { ("accept", """{"decidedBy":"Ben"}"""),
            ("reject", """{"decidedBy":"Ben","reason":"spam"}"""), ("recycle", """{"decidedBy":"Ben","reason":"timing"}""") })
        {
            using var refused = await Change($"{path}/{action}", body, read);
            await Precondition(refused);
        }

        var shown = await Get(path);
        var conversion = JsonSerializer.Serialize(Steps.Conversion(Steps.New("account")));
        await Precondition(await Change($"{path}/convert", conversion, read));
        await Tag(await Change($"{path}/convert", conversion, accepted));

        // The conversion does not change the handoff row, but the response shows the opportunity now. So the tag must differ.
        using var after = await Get(path, await Tag(shown));
        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
    }

    [Fact]
    public async Task Representatives_and_reasons_have_versions_too()
    {
        // The representative stays inactive, because other tests assign handoffs to the active team.
        var person = $"/api/sales/v1/representatives/{(await sales.Hire("Vera", active: false)).Id}";
        Assert.StartsWith("\"0-", await Tag(await Get(person)));
        await Precondition(await Change($"{person}/activate", "", "\"1\""));
        Assert.Equal("\"0\"", await Tag(await Change($"{person}/deactivate", "", "\"0\"")));
        var joined = Representative.Join("Vera", "v@funnel.example", null, false, DateTimeOffset.UnixEpoch);
        joined.Activate();
        joined.Activate();
        Assert.Equal(1, joined.Version);

        var code = Steps.New("reason");
        using var added = await sales.Post("/api/sales/v1/reasons", new { kind = "win", code, label = "It was there" });
        var path = added.Headers.Location!.ToString();
        var read = await Tag(await Get(path));
        Assert.NotEqual(read, await Tag(await Change($"{path}/retire", "", read)));
        await Precondition(await Change($"{path}/retire", "", read));
        await sales.Post<ReasonResponse>("/api/sales/v1/reasons", new { kind = "win", code, label = "Another label" });
        await Precondition(await Change($"{path}/retire", "", read));
    }

    [Fact]
    public async Task An_unchanged_record_is_not_sent_again()
    {
        var deal = await sales.Open();
        var path = $"/api/sales/v1/opportunities/{deal.Id}";
        var tag = await Tag(await Get(path));
        using var same = await Get(path, tag);
        Assert.Equal((HttpStatusCode.NotModified, ""), (same.StatusCode, await same.Content.ReadAsStringAsync()));
        Assert.Equal(tag, same.Headers.ETag!.ToString());
        Assert.Equal(HttpStatusCode.NotModified, (await Get(path, $"\"other\", W/{tag}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotModified, (await Get(path, "*")).StatusCode);
        await Change($"{path}/amount", """{"amount":2}""", tag);
        Assert.Equal(HttpStatusCode.OK, (await Get(path, tag)).StatusCode);

        var account = $"/api/sales/v1/accounts/{(await sales.Get<OpportunityResponse>(path)).AccountId}";
        Assert.Equal(HttpStatusCode.NotModified, (await Get(account, await Tag(await Get(account)))).StatusCode);
    }

    [Theory]
    [InlineData("*", true)]
    [InlineData("\"7\", TAG", true)]
    [InlineData("\"1\"", true)]
    [InlineData("W/\"1\"", false)]
    [InlineData("\"7\", \"8\"", false)]
    [InlineData("\"\"", false)]
    [InlineData("\"11\"", false)]
    [InlineData("no tag at all", false)]
    public async Task IfMatch_is_read_as_RFC_9110_says(string given, bool matches)
    {
        var path = $"/api/sales/v1/opportunities/{(await sales.Open()).Id}";
        var tag = await Tag(await Get(path));
        using var answer = await Change($"{path}/amount", """{"amount":2}""", given.Replace("TAG", tag, StringComparison.Ordinal));
        Assert.Equal(matches ? HttpStatusCode.OK : HttpStatusCode.PreconditionFailed, answer.StatusCode);
    }

    [Fact]
    public async Task A_change_of_an_unknown_record_is_not_found_whatever_version_it_names() =>
        Assert.Equal("opportunity-not-found",
            (await Change($"/api/sales/v1/opportunities/{Guid.CreateVersion7()}/amount", """{"amount":2}""", "*").Refused(404)).Code);

    [Fact]
    public async Task A_stale_version_leaves_an_idempotency_key_free_for_the_next_try()
    {
        var path = $"/api/sales/v1/opportunities/{(await sales.Open()).Id}";
        var key = Guid.CreateVersion7().ToString();
        await Precondition(await Change($"{path}/amount", """{"amount":2}""", "\"0\"", key));
        var changed = await Tag(await Change($"{path}/amount", """{"amount":2}""", "\"1\"", key));
        using var again = await Change($"{path}/amount", """{"amount":2}""", "\"1\"", key);
        Assert.Equal((changed, true), (await Tag(again), again.Headers.Contains("Idempotency-Replayed")));
    }

    private Task<HttpResponseMessage> Get(string path, string? ifNoneMatch = null) =>
        Send(HttpMethod.Get, path, null, ("If-None-Match", ifNoneMatch));

    private Task<HttpResponseMessage> Change(string path, string body, string ifMatch, string? key = null) =>
        Send(HttpMethod.Post, path, body, ("If-Match", ifMatch), ("Idempotency-Key", key));

    private async Task<HttpResponseMessage> Send(HttpMethod method, string path, string? body,
        params (string Name, string? Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Content = body is null ? null : new StringContent(body, new MediaTypeHeaderValue("application/json"));
        foreach (var (name, value) in headers.Where(header => header.Value is not null))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await sales.Http.SendAsync(request);
    }

    private static async Task<string> Tag(HttpResponseMessage answer)
    {
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        Assert.False(answer.Headers.ETag!.IsWeak);
        return answer.Headers.ETag.ToString();
    }

    private static async Task Precondition(HttpResponseMessage answer) =>
        Assert.Equal("precondition-failed", (await Task.FromResult(answer).Refused(412)).Code);
}
