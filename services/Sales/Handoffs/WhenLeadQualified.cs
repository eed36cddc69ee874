using Funnel.Contracts.Marketing;
using Funnel.Messaging;
using Funnel.Sales.Routing;
using Funnel.Sales.Sla;
using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Funnel.Sales.Handoffs;

/// <summary>A lead qualified: it becomes a handoff, is given to somebody, and its SLA starts.</summary>
/// <remarks>One instance hears a whole batch, which is saved once: what the batch added is remembered here.</remarks>
internal sealed class WhenLeadQualified(SalesDb db, Router router, SlaPlans plans, IOptions<HandoffOptions> options, TimeProvider time) : IHear<LeadQualified>
{
    private readonly HashSet<(Guid LeadId, int Cycle)> added = [];

    public async Task Hear(LeadQualified fact, CloudEvent envelope, CancellationToken cancellation)
    {
        await router.Open(cancellation);
        if (!added.Add((fact.LeadId, fact.Cycle))
            || await db.Handoffs.AnyAsync(known => known.LeadId == fact.LeadId && known.Cycle == fact.Cycle, cancellation))
        {
            return;
        }

        var handedOffAt = envelope.Time.ToMicroseconds();
        var (now, plan) = (time.GetUtcNow(), await plans.For(fact, handedOffAt, cancellation));
        var handoff = Handoff.Receive(fact, handedOffAt, plan.DueAt, now);
        await router.Expect([fact.Context], cancellation);
        var (representative, explanation) = await router.Route(fact.Context, cancellation);
        db.Add(handoff);
        db.Publish(handoff, handoff.Assign(representative, explanation), handedOffAt);

        var clock = SlaClock.For(handoff, plan, runs: plan.DueAt + options.Value.HistoryAfter > now, now);
        db.Add(clock);
        if (clock.Runs)
        {
            db.Publish(clock, clock.Start(), handedOffAt, causedBy: handoff);
            SlaTimers.Schedule(db, clock);
        }
    }
}
