using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Handoffs;

/// <summary>The earlier handoffs of a batch of leads, and the outreach to them that was logged before their new handoffs arrive.</summary>
internal sealed class LeadHistory
{
    private readonly HashSet<(Guid Lead, int Cycle)> cycles;
    private readonly Dictionary<Guid, List<DateTimeOffset>> handoffs;
    private readonly ILookup<Guid, Outreach> byLead;
    private readonly ILookup<Guid, Outreach> byContact;

    private LeadHistory(IReadOnlyCollection<(Guid Lead, int Cycle, DateTimeOffset At)> handoffs, IReadOnlyCollection<Outreach> outreach)
    {
        cycles = [.. handoffs.Select(handoff => (handoff.Lead, handoff.Cycle))];
        this.handoffs = handoffs.GroupBy(handoff => handoff.Lead)
            .ToDictionary(ofLead => ofLead.Key, ofLead => ofLead.Select(handoff => handoff.At).ToList());
        byLead = outreach.Where(known => known.Lead is not null).ToLookup(known => known.Lead!.Value);
        byContact = outreach.Where(known => known.Contact is not null).ToLookup(known => known.Contact!.Value);
    }

    /// <remarks>
    /// It locks the leads that Sales knows, and the contacts, before it reads their outreach; see <see cref="FirstOutreach.Lock"/>.
    /// No outreach can name a lead that Sales does not know.
    /// </remarks>
    public static async Task<LeadHistory> Load(
        SalesDb db, Guid[] leads, Guid[] contacts, CancellationToken cancellation)
    {
        var handoffs = await db.Handoffs.Where(handoff => leads.Contains(handoff.LeadId))
            .Select(handoff => new { handoff.Id, handoff.LeadId, handoff.Cycle, handoff.HandedOffAt }).ToListAsync(cancellation);
        var opportunities = db.OpportunityOutlines
            .Where(opportunity => opportunity.LeadId != null && leads.Contains(opportunity.LeadId.Value));
        var withOpportunity = await opportunities.Select(opportunity => opportunity.LeadId!.Value).Distinct().ToListAsync(cancellation);
        var known = handoffs.Select(handoff => handoff.LeadId).Union(withOpportunity).ToList();
        var earlier = handoffs.ConvertAll(handoff => (handoff.LeadId, handoff.Cycle, handoff.HandedOffAt));
        if (known.Count == 0 && contacts.Length == 0)
        {
            return new(earlier, []);
        }

        await FirstOutreach.Lock(db, [.. known, .. contacts], cancellation);

        // A representative has talked to a lead whose opportunity was opened.
        var opened = await opportunities
            .Select(opportunity => new { opportunity.Id, LeadId = opportunity.LeadId!.Value, opportunity.CreatedAt })
            .ToListAsync(cancellation);
        var leadOf = handoffs.Select(handoff => (handoff.Id, handoff.LeadId))
            .Concat(opened.Select(opportunity => (opportunity.Id, opportunity.LeadId)))
            .ToDictionary(record => record.Id, record => record.LeadId);
        var handoffIds = handoffs.Select(handoff => handoff.Id).ToArray();
        var opportunityIds = opened.Select(opportunity => opportunity.Id).ToArray();
        var logged = await db.LoggedOutreach
            .Where(outreach => (outreach.HandoffId != null && handoffIds.Contains(outreach.HandoffId.Value))
                || (outreach.OpportunityId != null && opportunityIds.Contains(outreach.OpportunityId.Value))
                || (outreach.ContactId != null && contacts.Contains(outreach.ContactId.Value)))
            .Select(outreach => new { RecordId = outreach.HandoffId ?? outreach.OpportunityId, outreach.ContactId, outreach.OccurredAt })
            .ToListAsync(cancellation);
        return new(
            earlier,
            [
                .. opened.Select(opportunity => new Outreach(opportunity.LeadId, null, opportunity.CreatedAt, IsOpportunity: true)),
                .. logged.Select(record =>
                    new Outreach(record.RecordId is { } id ? leadOf[id] : null, record.ContactId, record.OccurredAt, IsOpportunity: false)),
            ]);
    }

    /// <summary>Adds a handoff.</summary>
    /// <returns>False if the lead has a handoff of this cycle already.</returns>
    public bool Add(Guid lead, int cycle, DateTimeOffset handedOffAt)
    {
        if (!cycles.Add((lead, cycle)))
        {
            return false;
        }

        if (!handoffs.TryAdd(lead, [handedOffAt]))
        {
            handoffs[lead].Add(handedOffAt);
        }

        return true;
    }

    /// <summary>The first outreach to a lead from a handoff until the lead's next handoff. Null if there is none.</summary>
    /// <param name="contact">The contact who is the lead; null if no contact is known.</param>
    public DateTimeOffset? FirstOutreachSince(DateTimeOffset handedOffAt, Guid lead, Guid? contact)
    {
        var next = handoffs[lead].Where(at => at > handedOffAt).DefaultIfEmpty(DateTimeOffset.MaxValue).Min();
        return byLead[lead].Concat(contact is { } id ? byContact[id] : [])
            .Where(outreach => (outreach.IsOpportunity ? outreach.At > handedOffAt : outreach.At >= handedOffAt) && outreach.At < next)
            .Min(outreach => (DateTimeOffset?)outreach.At);
    }

    private sealed record Outreach(Guid? Lead, Guid? Contact, DateTimeOffset At, bool IsOpportunity);
}
