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
internal sealed class WhenLeadQualified(SalesDb db, LeadRouter router, SlaPlanner plans, IOptions<HandoffOptions> options, TimeProvider time) : IHear<LeadQualified>
{
    private readonly HashSet<(Guid LeadId, int Cycle)> added = [];
    private LeadHistory past = null!;

    public async Task Expect(IEnumerable<LeadQualified> facts, CancellationToken cancellation)
    {
        await router.Open(cancellation);
        await router.Expect([.. facts.Select(fact => fact.Context)], cancellation);
        var leads = facts.Select(fact => fact.LeadId).Distinct().ToArray();
        past = await LeadHistory.Load(db, leads, cancellation);
        await FirstOutreach.OneAtATime(db, [.. leads.Where(lead => !past.IsUnknown(lead)), .. facts.Select(fact => router.WhoIs(fact.Context)).OfType<Guid>()], cancellation);
    }

    public async Task Hear(LeadQualified fact, CloudEvent envelope, CancellationToken cancellation)
    {
        if (!added.Add((fact.LeadId, fact.Cycle)) || past.Has(fact.LeadId, fact.Cycle))
        {
            return;
        }

        var handedOffAt = envelope.Time.ToMicroseconds();
        var (now, plan) = (time.GetUtcNow(), await plans.For(fact, handedOffAt, cancellation));
        var handoff = Handoff.Receive(fact, handedOffAt, plan.DueAt, now);
        var (representative, explanation) = await router.Route(fact.Context, cancellation);
        db.Add(handoff);
        db.Publish(handoff, handoff.Assign(representative, explanation), handedOffAt);

        var clock = SlaClock.Start(handoff, plan, runs: plan.DueAt + options.Value.HistoryAfter > now, now);
        db.Add(clock);
        if (clock.Runs)
        {
            db.Publish(clock, clock.Started(), handedOffAt, causedBy: handoff);
            SlaTimers.Schedule(db, clock);
        }

        await FirstOutreach.LookBack(db, handoff, clock, past, router.WhoIs(fact.Context), cancellation);
    }
}

/// <summary>What Sales knows of leads that qualify: the handoffs that they had, and whether something came of one.</summary>
internal sealed class LeadHistory
{
    private readonly ILookup<Guid, (Guid Id, int Cycle, DateTimeOffset At)> handoffs;
    private readonly HashSet<Guid> withDeals;

    private LeadHistory(ILookup<Guid, (Guid Id, int Cycle, DateTimeOffset At)> handoffs, HashSet<Guid> withDeals) => (this.handoffs, this.withDeals) = (handoffs, withDeals);

    public static async Task<LeadHistory> Load(SalesDb db, Guid[] leads, CancellationToken cancellation)
    {
        var handoffs = await db.Handoffs.Where(handoff => leads.Contains(handoff.LeadId))
            .Select(handoff => new { handoff.LeadId, handoff.Id, handoff.Cycle, handoff.HandedOffAt }).ToListAsync(cancellation);
        var deals = await db.Opportunities.Where(deal => deal.LeadId != null && leads.Contains(deal.LeadId.Value)).Select(deal => deal.LeadId!.Value).ToListAsync(cancellation);
        return new(handoffs.ToLookup(handoff => handoff.LeadId, handoff => (handoff.Id, handoff.Cycle, handoff.HandedOffAt)), [.. deals]);
    }

    public bool Has(Guid lead, int cycle) => handoffs[lead].Any(handoff => handoff.Cycle == cycle);

    public bool IsUnknown(Guid lead) => !handoffs.Contains(lead) && !withDeals.Contains(lead);

    public IEnumerable<(Guid Id, DateTimeOffset At)> HandoffsOf(Guid lead) => handoffs[lead].Select(handoff => (handoff.Id, handoff.At));
}
