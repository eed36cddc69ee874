using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Funnel.ServiceDefaults;
using Funnel.Testing;
using RabbitMQ.Client;

namespace Funnel.Messaging.Tests;

/// <summary>Operators see failures and can act on them.</summary>
public sealed class OperationsEndpointsTests(CounterServiceFixture fixture) : IClassFixture<CounterServiceFixture>
{
    private const string Letters = "/api/marketing/v1/dead-letters";
    private readonly CounterService service = fixture.Service;

    [Fact]
    public async Task A_dead_letter_shows_its_cause_and_event_and_is_handled_after_the_cause_is_fixed()
    {
        var (lead, poison) = await Poison();
        var dead = await service.Dead(poison.Id.ToString());
        Assert.Equal(("sales.handoffs", poison.Type, lead, 1), (dead.Queue, dead.Type, dead.Subject, dead.Failures));
        Assert.Equal("System.InvalidOperationException", dead.Exception);
        var shown = await service.Http.GetFromJsonAsync<DeadLetterResponse>($"{Letters}/{dead.Id}");
        Assert.Equal(poison.Id, CloudEventJson.Read(shown!.Event!.Value).Id);

        // The cause is not fixed yet. The message fails again, and its dead letter counts both failures.
        Assert.Equal(1, await Count(await service.Http.PostAsync($"{Letters}/{dead.Id}/redrive", null)));
        var again = await Eventually.Get(() => service.Dead(poison.Id.ToString()), letter => letter.Failures == 2);
        Assert.Equal(dead.FirstFailedAt, again.FirstFailedAt);
        Assert.True(again.LastFailedAt > dead.LastFailedAt);

        WhenLeadQualified.Antidotes[lead] = true;
        Assert.Equal(1, await Count(await service.Http.PostAsync($"{Letters}/{again.Id}/redrive", null)));
        await Eventually.Get(() => service.Effects(lead), effects => effects.Count == 1);
        Assert.DoesNotContain(await service.DeadLetters(), letter => letter.MessageId == poison.Id.ToString());
        await Answers(await service.Http.PostAsync($"{Letters}/{again.Id}/redrive", null), HttpStatusCode.NotFound,
            "dead-letter-not-found");
    }

    [Fact]
    public async Task All_dead_letters_of_a_queue_are_put_on_it_again_and_none_twice()
    {
        var poisons = new List<(Guid Lead, CloudEvent Event)>();
        for (var at = 0; at < 20; at++)
        {
            poisons.Add(await Poison());
        }

        foreach (var (lead, poison) in poisons)
        {
            await service.Dead(poison.Id.ToString());
            WhenLeadQualified.Antidotes[lead] = true;
        }

        Assert.True(await Count(await service.Http.PostAsync($"{Letters}/redrive?queue=sales.handoffs", null)) >= 20);
        foreach (var (lead, _) in poisons)
        {
            await Eventually.Get(() => service.Effects(lead), effects => effects.Count == 1);
        }
    }

    [Fact]
    public async Task A_binary_dead_letter_is_shown_as_base64_and_deleted_with_a_reason()
    {
        byte[] bytes = [0xFF, 0x00, 0xFE, .. Guid.CreateVersion7(TimeProvider.System.GetUtcNow()).ToByteArray()];
        await service.Deliver(bytes);
        var dead = await service.Dead(Key(bytes));
        Assert.Equal(Convert.ToBase64String(bytes),
            (await service.Http.GetFromJsonAsync<DeadLetterResponse>($"{Letters}/{dead.Id}"))!.Base64);
        var text = Encoding.UTF8.GetBytes($"plain {dead.Id}");
        await service.Deliver(text);
        Assert.Equal($"plain {dead.Id}",
            (await service.Http.GetFromJsonAsync<DeadLetterResponse>($"{Letters}/{(await service.Dead(Key(text))).Id}"))!.Text);

        await Answers(await service.Http.DeleteAsync($"{Letters}/{dead.Id}"), HttpStatusCode.BadRequest, "malformed-request");
        Assert.Equal(1, await Count(await service.Http.DeleteAsync($"{Letters}/{dead.Id}?reason=no+event+of+ours")));
        Assert.DoesNotContain(await service.DeadLetters(), letter => letter.Id == dead.Id);
        var discards = await service.Http.GetFromJsonAsync<Page<DiscardResponse>>("/api/marketing/v1/discards");
        Assert.Equal("no event of ours", discards!.Items.Single(discard => discard.MessageId == dead.MessageId).Reason);
    }

    [Fact]
    public async Task A_message_that_is_redelivered_too_often_is_set_aside_by_the_broker_and_listed()
    {
        await using var own = new Own(await CounterService.Start(listens: false));
        await using (var connection = await new ConnectionFactory { Uri = own.Service.Parts.Broker }.CreateConnectionAsync())
        {
            // Taking the message without an ack and closing the channel looks to the broker like a consumer that crashes.
            await own.Service.Deliver(Encoding.UTF8.GetBytes("deadly"));
            await Eventually.Get(async () =>
            {
                await using var channel = await connection.CreateChannelAsync();
                return await channel.BasicGetAsync("sales.handoffs", autoAck: false);
            }, taken => taken is null);
        }

        await using var listener = await CounterService.Start(own.Service.Parts);
        var dead = await listener.Dead(Key(Encoding.UTF8.GetBytes("deadly")));
        Assert.Equal("delivery-limit", dead.Exception);
        Assert.InRange(dead.LastFailedAt, TimeProvider.System.GetUtcNow().AddMinutes(-5), TimeProvider.System.GetUtcNow());
    }

    [Fact]
    public async Task A_dead_letter_of_ten_megabytes_is_stored_completely_and_delays_no_other()
    {
        var large = new byte[10_000_000];
        await service.Deliver(large);
        var other = await service.Qualify(1);
        await Eventually.Get(() => service.Effects(other), effects => effects.Count == 1);
        Assert.Equal(large.Length, (await service.Dead(Key(large))).Bytes);
    }

    [Fact]
    public async Task An_unpublished_event_is_shown_retried_and_given_up_with_a_reason_and_then_releases_later_events()
    {
        var lead = await service.Qualify(1);
        await Eventually.Get(() => service.Effects(lead), found => found.Count == 1);
        var stuck = await service.Scalar<Guid>($"""
            insert into messaging.journal (id, type, subject, sequence, event)
            values (gen_random_uuid(), '{new string('y', 300)}', '{lead}', 2, 'what was told') returning id
            """);
        await service.InDb(async db =>
        {
            db.Publish((await db.Counters.FindAsync(lead))!, Facts.Qualified(lead, 3), TimeProvider.System.GetUtcNow());
            return await db.SaveChangesAsync();
        });
        var path = $"/api/marketing/v1/events/unpublished/{stuck}";
        await Eventually.Get(() => service.Scalar<long>($"select count(*) from messaging.unpublished where subject = '{lead}'"),
            waiting => waiting == 2);
        var shown = await service.Http.GetFromJsonAsync<UnpublishedEventResponse>(path);
        Assert.Equal("what was told", shown!.Event);
        Assert.NotEmpty(shown.Error);

        Assert.Equal(2, await Count(await service.Http.PostAsync($"{path}/retry", null)));
        await Eventually.Get(() => service.Http.GetFromJsonAsync<UnpublishedEventResponse>(path),
            tried => tried!.Attempts > shown.Attempts);

        await Answers(await service.Http.DeleteAsync(path), HttpStatusCode.BadRequest, "malformed-request");
        Assert.Equal(1, await Count(await service.Http.DeleteAsync($"{path}?reason=nobody+listens")));
        var effects = await Eventually.Get(() => service.Effects(lead), found => found.Count == 2);
        Assert.Equal([1, 3], effects.Select(effect => effect.Cycle));
        await Answers(await service.Http.GetAsync(path), HttpStatusCode.NotFound, "unpublished-event-not-found");
        Assert.Equal(1, await service.Scalar<long>($"select count(*) from messaging.journal where id = '{stuck}'"));
        var discards = await service.Http.GetFromJsonAsync<Page<DiscardResponse>>("/api/marketing/v1/discards");
        Assert.Equal("nobody listens", discards!.Items.Single(discard => discard.MessageId == stuck.ToString()).Reason);
    }

    [Theory]
    [InlineData("?queue=nobody.listens", HttpStatusCode.UnprocessableEntity, "queue-unknown")]
    [InlineData("?limit=0", HttpStatusCode.BadRequest, "validation-failed")]
    [InlineData("/01980000-0000-7000-8000-000000000000", HttpStatusCode.NotFound, "dead-letter-not-found")]
    public async Task Bad_requests_are_answered_with_a_problem_and_its_code(string path, HttpStatusCode status, string code) =>
        await Answers(await service.Http.GetAsync(Letters + path), status, code);

    private async Task<(Guid Lead, CloudEvent Event)> Poison()
    {
        var lead = await service.Lead();
        var poison = Facts.Envelope(Facts.Qualified(lead, WhenLeadQualified.Poison), lead);
        await service.Deliver(poison);
        return (lead, poison);
    }

    private static string Key(byte[] body) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(body));

    private static async Task<int> Count(HttpResponseMessage response)
    {
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<HandledResponse>())!.Count;
    }

    private static async Task Answers(HttpResponseMessage response, HttpStatusCode status, string code)
    {
        Assert.Equal(status, response.StatusCode);
        Assert.Equal(code, (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
    }

    /// <summary>A service that only one test uses.</summary>
    private sealed record Own(CounterService Service) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Service.DisposeAsync();
    }
}
