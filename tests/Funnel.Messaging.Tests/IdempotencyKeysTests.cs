using System.Net;
using System.Text;
using System.Text.Json;
using Funnel.Idempotency;
using Funnel.Testing;

namespace Funnel.Messaging.Tests;

/// <summary>These tests use their own service, because some of them block its routes.</summary>
public sealed class IdempotencyKeysTests(CounterServiceFixture fixture) : IClassFixture<CounterServiceFixture>
{
    private const string Body = """{"name":"a"}""";
    private readonly CounterService service = fixture.Service;

    [Fact]
    public async Task Fifty_parallel_requests_with_one_key_have_one_effect_and_one_answer()
    {
        var key = NewKey();
        var before = await Counters();
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Post(key, Body)));

        Assert.Equal(before + 1, await Counters());
        var given = answers.Where(answer => answer.Status == HttpStatusCode.Created).ToList();
        Assert.NotEmpty(given);
        Assert.Single(given.Select(answer => answer.Text).Distinct());
        Assert.Single(given, answer => !answer.IsReplay);
        Assert.All(answers.Except(given),
            answer =>
                Assert.Equal((HttpStatusCode.Conflict, "idempotency-key-in-flight", "1"), (answer.Status, answer.Code, answer.RetryAfter)));
    }

    [Fact]
    public async Task The_same_request_sent_later_gets_the_same_answer_marked_as_replayed()
    {
        var key = NewKey();
        var first = await Post(key, Body);
        var before = await Counters();
        var again = await Post(key, Body);
        Assert.Equal(first with { IsReplay = true }, again);
        Assert.StartsWith(CounterEndpoints.Path, first.Location);
        Assert.Equal(before, await Counters());
        Assert.Single(await service.InDb(db => Task.FromResult(db.Counters.Where(counter => counter.Id == first.Id).ToList())));
    }

    [Fact]
    public async Task The_same_key_with_another_body_query_or_path_is_refused()
    {
        var key = NewKey();
        var first = await Post(key, Body);
        var before = await Counters();
        Assert.Equal("idempotency-key-reused", (await Post(key, """{"name":"b"}""")).Code);
        Assert.Equal("idempotency-key-reused", (await Post(key, Body, $"{CounterEndpoints.Path}?label=1")).Code);
        Assert.Equal("idempotency-key-reused", (await Post(key, Body, $"{CounterEndpoints.Path}/{first.Id}/increase")).Code);
        Assert.Equal(before, await Counters());
        Assert.Equal(first.Text, (await Post(key, Body)).Text);
    }

    [Fact]
    public async Task Two_clients_may_use_the_same_key()
    {
        var key = NewKey();
        var issuer = await TokenIssuer.Get();
        using var other = new HttpClient { BaseAddress = service.Http.BaseAddress, Timeout = Patience.Request };
        other.DefaultRequestHeaders.Authorization =
            new("Bearer", issuer.Token([new("client_id", "other"), new("scope", "marketing.write")], subject: "another"));
        Assert.NotEqual((await Post(key, Body)).Id, (await Post(key, Body, http: other)).Id);
    }

    [Fact]
    public async Task Anonymous_callers_with_different_links_do_not_share_their_keys()
    {
        var key = NewKey();
        using var anybody = new HttpClient { BaseAddress = service.Http.BaseAddress, Timeout = Patience.Request };
        var first = await Post(key, Body, $"{CounterEndpoints.OpenPath}/link-of-ana", anybody);
        var other = await Post(key, Body, $"{CounterEndpoints.OpenPath}/link-of-ben", anybody);
        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created), (first.Status, other.Status));
        Assert.NotEqual(first.Id, other.Id);
        Assert.False(other.IsReplay);
        Assert.Equal(first with { IsReplay = true }, await Post(key, Body, $"{CounterEndpoints.OpenPath}/link-of-ana", anybody));
    }

    [Fact]
    public async Task While_the_first_request_runs_the_second_is_refused_with_retry_after()
    {
        var key = NewKey();
        var gate = new TaskCompletionSource();
        CounterEndpoints.Gate = gate.Task;
        try
        {
            var isThere = new TaskCompletionSource();
            CounterEndpoints.AtTheGate = () => isThere.TrySetResult();
            var first = Post(key, Body);
            await isThere.Task.WaitAsync(Patience.Wait, TestContext.Current.CancellationToken);
            var second = await Post(key, Body);
            Assert.Equal((HttpStatusCode.Conflict, "idempotency-key-in-flight", "1"), (second.Status, second.Code, second.RetryAfter));
            gate.SetResult();
            Assert.Equal(HttpStatusCode.Created, (await first).Status);
        }
        finally
        {
            (CounterEndpoints.Gate, CounterEndpoints.AtTheGate) = (Task.CompletedTask, () => { });
        }
    }

    [Fact]
    public async Task A_refusal_is_stored_like_every_answer()
    {
        var key = NewKey();
        var body = $$"""{"name":"a","by":{{CounterEndpoints.Refused}}}""";
        var first = await Post(key, body);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "counter-unlucky"), (first.Status, first.Code));
        Assert.Equal(first with { IsReplay = true }, await Post(key, body));
        Assert.Equal("idempotency-key-reused", (await Post(key, Body)).Code);
    }

    [Fact]
    public async Task A_malformed_request_leaves_its_key_free_for_the_corrected_request()
    {
        var key = NewKey();
        Assert.Equal("malformed-request", (await Post(key, "{")).Code);
        Assert.Equal(HttpStatusCode.Created, (await Post(key, Body)).Status);
    }

    [Fact]
    public async Task A_failure_after_the_save_leaves_neither_effect_nor_answer()
    {
        var key = NewKey();
        var (before, facts) = (await Counters(), await Facts());
        var failed = await Post(key, $$"""{"name":"a","by":{{CounterEndpoints.Bug}}}""");
        Assert.Equal((HttpStatusCode.InternalServerError, "unexpected"), (failed.Status, failed.Code));
        Assert.Equal((before, facts), (await Counters(), await Facts()));
        Assert.Equal(HttpStatusCode.Created, (await Post(key, Body)).Status);
    }

    [Fact]
    public async Task If_the_answer_cannot_be_stored_there_is_no_effect_either()
    {
        var key = NewKey();
        await service.InDb(db => Microsoft.EntityFrameworkCore.RelationalDatabaseFacadeExtensions.ExecuteSqlRawAsync(db.Database,
            $"alter table messaging.idempotency_keys add constraint no_room check (key <> '{key}')"));
        var (before, facts) = (await Counters(), await Facts());
        Assert.Equal("unexpected", (await Post(key, Body)).Code);
        Assert.Equal((before, facts), (await Counters(), await Facts()));
    }

    [Fact]
    public async Task A_lost_race_runs_again_and_the_journal_keeps_the_order_of_the_subject()
    {
        var id = (await Post(NewKey(), Body)).Id;
        var isFirst = 1;
        CounterEndpoints.Meanwhile = async () =>
        {
            if (Interlocked.Exchange(ref isFirst, 0) == 1)
            {
                // Another request reads, writes and commits after the first request has read and before it writes.
                Assert.Equal(HttpStatusCode.OK, (await Post(NewKey(), "", $"{CounterEndpoints.Path}/{id}/increase")).Status);
            }
        };
        try
        {
            var last = await Post(NewKey(), "", $"{CounterEndpoints.Path}/{id}/increase");
            Assert.Equal((HttpStatusCode.OK, 3), (last.Status, JsonDocument.Parse(last.Text).RootElement.GetProperty("count").GetInt32()));
        }
        finally
        {
            CounterEndpoints.Meanwhile = () => Task.CompletedTask;
        }

        Assert.Equal("1,2,3",
            await service.Scalar<string>(
                $"select string_agg(sequence::text, ',' order by xid, position) from messaging.journal where subject = '{id}'"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("with space")]
    [InlineData("tab\there")]
    public async Task A_malformed_key_is_refused(string key) =>
        Assert.Equal((HttpStatusCode.BadRequest, "idempotency-key-invalid"),
            await Post(key, Body) is var answer ? (answer.Status, answer.Code) : default);

    [Fact]
    public async Task A_key_may_have_255_characters_and_no_more()
    {
        Assert.Equal(HttpStatusCode.Created, (await Post(NewKey().PadRight(255, 'x'), Body)).Status);
        Assert.Equal("idempotency-key-invalid", (await Post(NewKey().PadRight(256, 'x'), Body)).Code);
    }

    [Fact]
    public async Task A_stored_answer_is_deleted_after_two_days_and_not_before()
    {
        var (old, young) = (NewKey(), NewKey());
        await Post(old, Body);
        await Post(young, Body);
        await Age(old, 49);
        await Age(young, 47);
        await service.Database.ForgetAnswers(IdempotentMessagingDb.Answers, TestContext.Current.CancellationToken);
        Assert.False((await Post(old, Body)).IsReplay);
        Assert.True((await Post(young, Body)).IsReplay);
    }

    private static string NewKey() => Guid.CreateVersion7().ToString();

    private Task<long> Counters() => service.Scalar<long>("select count(*) from counters");

    private Task<long> Facts() => service.Scalar<long>("select count(*) from messaging.journal");

    private Task<int> Age(string key, int hours) =>
        service.InDb(db => Microsoft.EntityFrameworkCore.RelationalDatabaseFacadeExtensions.ExecuteSqlRawAsync(
        db.Database, $"update messaging.idempotency_keys set created_at = now() - interval '{hours} hours' where key = '{key}'"));

    private async Task<Answer> Post(string key, string body, string path = CounterEndpoints.Path, HttpClient? http = null)
    {
        using var request =
            new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        using var response = await (http ?? service.Http).SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        using var json = JsonDocument.Parse(text);
        return new(response.StatusCode, text, response.Content.Headers.ContentType?.ToString(), response.Headers.Location?.ToString(),
            json.RootElement.TryGetProperty("code", out var code) ? code.GetString() : null,
            json.RootElement.TryGetProperty("id", out var id) ? id.GetGuid() : default,
            response.Headers.RetryAfter?.ToString(), response.Headers.Contains("Idempotency-Replayed"));
    }

    private sealed record Answer(
        HttpStatusCode Status, string Text, string? ContentType, string? Location, string? Code, Guid Id, string? RetryAfter,
        bool IsReplay);
}
