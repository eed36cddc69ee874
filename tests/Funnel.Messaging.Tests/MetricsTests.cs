using Funnel.Contracts.Marketing;
using Funnel.Testing;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Messaging.Tests;

public sealed class MetricsTests
{
    [Fact]
    public async Task Events_are_counted_only_after_they_are_committed()
    {
        Measurements? listening = null;
        await using var service = await CounterService.Start(
            count: services => services.Count<LeadQualified>("funnel.test.qualified", "Test"),
            built: services => listening = new(services));
        using var measured = listening!;
        await service.Scalar<Guid>("insert into effects values (gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 0) returning id");
        await Assert.ThrowsAsync<DbUpdateException>(() => service.InDb(async db =>
        {
            var counter = await db.Counters.FirstAsync();
            db.Publish(counter, Facts.Qualified(counter.Id, 1), TimeProvider.System.GetUtcNow());
            db.Add(await db.Effects.AsNoTracking().FirstAsync());
            return await db.SaveChangesAsync();
        }));
        var lead = await service.Qualify(1, 2, 3);

        await Eventually.Get(() => service.Effects(lead), effects => effects.Count == 3);
        // Three events of this lead, and one event from the start of the service.
        Assert.Equal(4, await Eventually.Get(() => Task.FromResult(measured.Sum("funnel.test.qualified")), sum => sum >= 4));
        Assert.InRange(measured.Sum("funnel.queue.lag"), 0.0001, 60);
    }

    [Fact]
    public async Task Gauges_show_backlogs_and_failures()
    {
        await using var service = await CounterService.Start();
        using var measured = new Measurements(service.App.Services);
        await Gauge("funnel.outbox.lag", null, 0);
        await Gauge("funnel.outbox.unpublished", null, 0);
        await Gauge("funnel.dead_letters", "sales.handoffs", 0);
        await Gauge("funnel.queue.waiting", "sales.handoffs", 0);

        await service.Deliver("no event"u8.ToArray());
        await service.Scalar<Guid>(
            $"insert into messaging.journal (id, type, subject, sequence, event) values (gen_random_uuid(), '{new string('z', 300)}', "
                + "gen_random_uuid(), 1, '') returning id");
        await Gauge("funnel.dead_letters", "sales.handoffs", 1);
        await Gauge("funnel.outbox.unpublished", null, 1);

        // The broker is unavailable, so published events wait in the outbox. The gauge shows the age of the oldest one.
        await RealParts.Management(HttpMethod.Delete, $"api/vhosts/{service.Parts.Broker.AbsolutePath.Trim('/')}");
        await service.Qualify(1, 2);
        await Gauge("funnel.outbox.lag", null, 2);
        Assert.True(measured.Gauge("funnel.outbox.age") > 0);
        Assert.Null(measured.Gauge("funnel.queue.waiting", "sales.handoffs"));
        await RealParts.Management(HttpMethod.Put, $"api/vhosts/{service.Parts.Broker.AbsolutePath.Trim('/')}");
        await Gauge("funnel.outbox.lag", null, 0);

        Task Gauge(string name, string? queue, double expected) =>
            Eventually.Get(() => Task.FromResult(measured.Gauge(name, queue)), shown => shown == expected);
    }
}
