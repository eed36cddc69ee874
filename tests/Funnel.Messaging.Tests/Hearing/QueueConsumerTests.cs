using System.Security.Cryptography;
using System.Text;
using Funnel.Testing;
using Funnel.Topology;

namespace Funnel.Messaging.Tests;

public sealed class QueueConsumerTests(CounterServiceFixture fixture) : IClassFixture<CounterServiceFixture>
{
    private readonly CounterService service = fixture.Service;

    [Fact]
    public async Task An_event_delivered_ten_times_has_one_effect()
    {
        var lead = await service.Qualify(1);
        await Eventually.Get(() => service.Effects(lead), found => found.Count == 1);
        var envelope = Facts.Envelope(Facts.Qualified(lead, 2), lead, 2);
        await service.Deliver(envelope, times: 10);
        await service.Deliver(Facts.Envelope(Facts.Qualified(lead, 3), lead, 3));

        var effects = await Eventually.Get(() => service.Effects(lead), found => found.Count >= 3);
        await service.Deliver(envelope);
        Assert.Equal([1, 2, 3], (await service.Effects(lead)).Select(effect => effect.Cycle));
        Assert.Equal(3, effects.Count);
    }

    [Fact]
    public async Task A_message_that_always_fails_becomes_a_dead_letter_with_its_cause_and_delays_no_other()
    {
        var lead = await service.Qualify(1);
        await Eventually.Get(() => service.Effects(lead), found => found.Count == 1);
        var poison = Facts.Envelope(Facts.Qualified(lead, WhenLeadQualified.Poison), lead);
        await service.Deliver(poison);
        var others = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => service.Qualify(1)));
        foreach (var other in others)
        {
            await Eventually.Get(() => service.Effects(other), found => found.Count == 1);
        }

        Assert.Equal("This event cannot be handled.", (await service.Dead(poison.Id.ToString())).Cause);
        Assert.DoesNotContain(await service.Effects(lead), effect => effect.Cycle == WhenLeadQualified.Poison);
    }

    [Theory]
    [InlineData("no json at all", null)]
    [InlineData("""{"specversion":"1.0"}""", null)]
    [InlineData("""{"specversion":"1.0","id":"00000000-0000-0000-0000-000000000001","source":"/x","type":"marketing.lead.qualified.v1","""
        + """ "time":"2026-01-01T00:00:00Z","subject":"00000000-0000-0000-0000-000000000001","sequence":"0000000001","data":"""
        + """{"leadId":5}}""", "00000000-0000-0000-0000-000000000001")]
    public async Task A_malformed_message_becomes_a_dead_letter(string body, string? id)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        await service.Deliver(bytes);
        var dead = await service.Dead(id ?? "sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes)));
        Assert.NotEmpty(dead.Cause);
    }

    [Fact]
    public async Task An_event_of_an_unknown_type_is_ignored()
    {
        var lead = await service.Qualify(1);
        var unknown = CloudEventJson.Write(Facts.Envelope(Facts.Qualified(lead, 1), lead))
            .Replace("lead.qualified.v1", "lead.teleported.v9");
        await service.Deliver(Encoding.UTF8.GetBytes(unknown));
        await service.Deliver(Facts.Envelope(Facts.Qualified(lead, 2), lead, 2));

        await Eventually.Get(() => service.Effects(lead), found => found.Count >= 2);
        Assert.Equal([1, 2], (await service.Effects(lead)).Select(effect => effect.Cycle));
    }

    [Fact]
    public async Task Each_queue_is_a_quorum_queue_with_a_delivery_limit_and_a_dead_letter_queue()
    {
        await service.Qualify(1);
        var vhost = service.Parts.Broker.AbsolutePath.Trim('/');
        var queues =
            await Eventually.Get(() => RealParts.Management(HttpMethod.Get, $"api/queues/{vhost}"),
                text => text.Contains("insights.timeline_error"));
        using var parsed = System.Text.Json.JsonDocument.Parse(queues);
        foreach (var subscription in Subscriptions.All)
        {
            var arguments = Arguments(subscription.Queue);
            Assert.Equal("quorum", arguments.GetProperty("x-queue-type").GetString());
            Assert.Equal(20, arguments.GetProperty("x-delivery-limit").GetInt32());
            Assert.Equal(subscription.Queue + "_error", arguments.GetProperty("x-dead-letter-exchange").GetString());
            Assert.Equal("quorum", Arguments(subscription.Queue + "_error").GetProperty("x-queue-type").GetString());
        }

        System.Text.Json.JsonElement Arguments(string name) =>
            parsed.RootElement.EnumerateArray().Single(queue => queue.GetProperty("name").GetString() == name).GetProperty("arguments");
    }
}
