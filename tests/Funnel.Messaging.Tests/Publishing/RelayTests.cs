using System.Text.Json;
using CloudNative.CloudEvents.SystemTextJson;
using Funnel.Testing;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Messaging.Tests;

public sealed class RelayTests(CounterServiceFixture fixture) : IClassFixture<CounterServiceFixture>
{
    private readonly CounterService service = fixture.Service;

    [Fact]
    public async Task An_event_travels_from_the_journal_through_the_broker_to_the_listener_once()
    {
        var lead = await service.Qualify(1);
        var effects = await Eventually.Get(() => service.Effects(lead), found => found.Count > 0);
        Assert.Equal(1, Assert.Single(effects).Cycle);
    }

    [Fact]
    public async Task Integrators_receive_valid_CloudEvents_and_nothing_else()
    {
        var queue = await service.Subscribe();
        var lead = await service.Qualify(1);
        var message = Assert.Single(await service.Take(queue, 1));

        Assert.Equal("application/cloudevents+json", message.BasicProperties.ContentType);
        Assert.Equal("marketing.lead.qualified.v1", message.RoutingKey);
        Assert.True(message.BasicProperties.Persistent);
        var @event = new JsonEventFormatter().DecodeStructuredModeMessage(message.Body, new("application/cloudevents+json"), null);
        Assert.True(@event.IsValid);
        Assert.Equal("marketing.lead.qualified.v1", @event.Type);
        Assert.Equal("/funnel/marketing", @event.Source!.ToString());
        Assert.Equal(lead.ToString(), @event.Subject);
        Assert.Equal("0000000001", @event["sequence"]);
        Assert.Equal(lead.ToString(), @event["correlationid"]);
        var text = System.Text.Encoding.UTF8.GetString(message.Body.Span);
        Assert.DoesNotContain(Environment.MachineName, text + JsonSerializer.Serialize(message.BasicProperties.Headers),
            StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task The_events_of_a_subject_arrive_in_the_order_of_their_sequence()
    {
        var queue = await service.Subscribe();
        var leads = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => service.Qualify([.. Enumerable.Range(100, 15)])));
        var events = (await service.Take(queue, 20 * 15)).Select(message => CloudEventJson.Read(message.Body.Span)).ToList();

        foreach (var story in events.Where(@event => leads.Contains(@event.Subject)).GroupBy(@event => @event.Subject))
        {
            Assert.Equal(Enumerable.Range(1, 15), story.Select(@event => @event.Sequence));
        }
    }

    [Fact]
    public async Task An_event_that_the_broker_refuses_is_listed_retried_and_delays_only_its_subject()
    {
        var lead = await service.Qualify(1);
        await Eventually.Get(() => service.Effects(lead), found => found.Count == 1);
        var tooLong = new string('x', 300);
        await service.Scalar<object>($"""
            insert into messaging.journal (id, type, subject, sequence, event)
            values (gen_random_uuid(), '{tooLong}', '{lead}', 2, '') returning id
            """);
        await service.InDb(async db =>
        {
            var counter = (await db.Counters.FindAsync(lead))!;
            db.Publish(counter, Facts.Qualified(lead, 3), TimeProvider.System.GetUtcNow());
            return await db.SaveChangesAsync();
        });
        var other = await service.Qualify(1);

        await Eventually.Get(() => service.Effects(other), found => found.Count == 1);
        var shown =
            await Eventually.Get(() => service.Http.GetStringAsync("/api/marketing/v1/events/unpublished"),
                text => text.Contains("Waits for an earlier event"));
        Assert.Contains(tooLong, shown);
        Assert.Single(await service.Effects(lead));

        // The cause is fixed. The relay publishes the waiting events in their order, without a request.
        await service.Scalar<object>($"""
            update messaging.unpublished set type = 'marketing.nobody.listens.v1', next_attempt_at = now() where type = '{tooLong}'
                returning id
            """);
        var effects = await Eventually.Get(() => service.Effects(lead), found => found.Count == 2);
        Assert.Equal([1, 3], effects.Select(effect => effect.Cycle));
        await Eventually.Get(() => service.Scalar<long>("select count(*) from messaging.unpublished"), left => left == 0);
    }

    [Fact]
    public async Task A_publisher_on_an_empty_broker_loses_no_event_of_a_listener_that_starts_later()
    {
        await using var parts = new Own(await CounterService.Start(listens: false));
        var leads = new List<Guid>();
        for (var at = 0; at < 50; at++)
        {
            leads.Add(await parts.Service.Qualify(1));
        }

        await using var later = await CounterService.Start(parts.Service.Parts);
        foreach (var lead in leads)
        {
            await Eventually.Get(() => later.Effects(lead), found => found.Count == 1);
        }
    }

    [Fact]
    public async Task A_broker_that_lost_its_queues_gets_them_again_and_new_events_arrive()
    {
        await using var own = new Own(await CounterService.Start());
        var before = await own.Service.Qualify(1);
        await Eventually.Get(() => own.Service.Effects(before), found => found.Count == 1);
        var vhost = own.Service.Parts.Broker.AbsolutePath.Trim('/');
        await RealParts.Management(HttpMethod.Delete, $"api/vhosts/{vhost}");
        var meanwhile = await own.Service.Qualify(1);
        await RealParts.Management(HttpMethod.Put, $"api/vhosts/{vhost}");

        await Eventually.Get(() => own.Service.Effects(meanwhile), found => found.Count == 1);
    }

    [Fact]
    public async Task Two_replicas_publish_each_event_once_and_lose_none()
    {
        await using var own = new Own(await CounterService.Start());
        await using var replica = await CounterService.Start(own.Service.Parts);
        var writers = Enumerable.Range(0, 8).Select(async writer =>
        {
            var leads = new List<Guid>();
            for (var at = 0; at < 25; at++)
            {
                leads.Add(await (writer % 2 == 0 ? own.Service : replica).Qualify(1, 2));
            }

            return leads;
        });
        var all = (await Task.WhenAll(writers)).SelectMany(leads => leads).ToList();

        var effects = await Eventually.Get(
            () => replica.InDb(db => db.Effects.Where(effect => all.Contains(effect.LeadId)).ToListAsync()),
            found => found.Count >= all.Count * 2);
        Assert.Equal(all.Count * 2, effects.Count);
        Assert.Equal(all.Count * 2, effects.Select(effect => (effect.LeadId, effect.Cycle)).Distinct().Count());
    }

    /// <summary>A service that only one test uses.</summary>
    private sealed record Own(CounterService Service) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Service.DisposeAsync();
    }
}
