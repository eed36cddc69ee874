using Funnel.Contracts.Marketing;
using Funnel.Messaging;
using Funnel.Sales.Routing;
using Funnel.Sales.Sla;
using Funnel.ServiceDefaults;
using Microsoft.Extensions.Options;

namespace Funnel.Sales.Handoffs;

/// <summary>A lead qualified: it becomes a handoff, goes to a representative or to the queue, and its SLA clock starts.</summary>
/// <remarks>One instance hears a batch of facts, which is saved once.</remarks>
internal sealed class WhenLeadQualified(
    SalesDb db, LeadRouter router, SlaPlanner planner, IOptions<HandoffOptions> options, TimeProvider time) : IHear<LeadQualified>
{
    private LeadHistory history = null!;

    public async Task Expect(IEnumerable<LeadQualified> facts, CancellationToken cancellation)
    {
        var expected = facts.ToList();
        await router.Lock(cancellation);
        await router.Load([.. expected.Select(fact => fact.Context)], cancellation);
        await planner.Load(cancellation);
        var leads = expected.Select(fact => fact.LeadId).Distinct().ToArray();
        var contacts = expected.Select(fact => router.ContactOf(fact.Context)).OfType<Guid>().Distinct().ToArray();
        history = await LeadHistory.Load(db, leads, contacts, cancellation);
    }

    public Task Hear(LeadQualified fact, CloudEvent envelope, CancellationToken cancellation)
    {
        var handedOffAt = envelope.Time.ToMicroseconds();
        if (!history.Add(fact.LeadId, fact.Cycle, handedOffAt))
        {
            return Task.CompletedTask;
        }

        var (now, plan) = (time.GetUtcNow(), planner.PlanFor(fact, handedOffAt));
        var handoff = Handoff.Receive(fact, handedOffAt, plan.DueAt, now);
        var (representative, explanation) = router.Route(fact.Context);
        db.Add(handoff);
        db.Publish(handoff, handoff.Assign(representative, explanation), handedOffAt);

        var clock = SlaClock.Start(handoff, plan, runs: plan.DueAt + options.Value.HistoryAfter > now, now);
        db.Add(clock);
        if (clock.Runs)
        {
            db.Publish(clock, clock.Started(), handedOffAt, causedBy: handoff);
            SlaTimers.Schedule(db, clock);
        }

        if (history.FirstOutreachSince(handedOffAt, fact.LeadId, router.ContactOf(fact.Context)) is { } reachedAt)
        {
            OutreachRecorder.Record(db, handoff, clock, representative, reachedAt);
        }

        return Task.CompletedTask;
    }
}
