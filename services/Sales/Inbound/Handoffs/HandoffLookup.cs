using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Handoffs;

/// <summary>Finds the handoffs of a batch by their own id, the lead's id, or the lead's external id. One query loads them all.</summary>
internal sealed class HandoffLookup
{
    private readonly Dictionary<Guid, Handoff> byId;
    private readonly ILookup<Guid, Handoff> byLead;
    private readonly ILookup<string, Handoff> byExternalLead;

    private HandoffLookup(List<Handoff> handoffs)
    {
        byId = handoffs.ToDictionary(handoff => handoff.Id);
        var latestFirst = handoffs.OrderByDescending(handoff => handoff.Cycle).ToList();
        byLead = latestFirst.ToLookup(handoff => handoff.LeadId);
        byExternalLead = latestFirst.Where(handoff => handoff.ExternalLeadId is not null)
            .ToLookup(handoff => handoff.ExternalLeadId!, StringComparer.Ordinal);
    }

    public IReadOnlyCollection<Handoff> All => byId.Values;

    public static async Task<HandoffLookup> Load(
        IQueryable<Handoff> source, IEnumerable<Guid?> ids, IEnumerable<Guid?> leads, IEnumerable<string?> externalLeads,
        CancellationToken cancellation)
    {
        var byId = ids.OfType<Guid>().Distinct().ToArray();
        var byLead = leads.OfType<Guid>().Distinct().ToArray();
        var byExternalLead = externalLeads.OfType<string>().Distinct().ToArray();
        return new(await source.Where(handoff => byId.Contains(handoff.Id) || byLead.Contains(handoff.LeadId)
            || (handoff.ExternalLeadId != null && byExternalLead.Contains(handoff.ExternalLeadId))).ToListAsync(cancellation));
    }

    /// <summary>
    /// The handoff that existed at the given time and is the latest of the lead. The lead's first handoff if none existed.
    /// </summary>
    public Handoff? OfLeadAt(DateTimeOffset at, Guid? leadId, string? externalLeadId)
    {
        var ofLead = OfLead(leadId, externalLeadId);
        return ofLead.FirstOrDefault(handoff => handoff.HandedOffAt <= at) ?? ofLead.LastOrDefault();
    }

    public Handoff? LatestOfLead(Guid? leadId, string? externalLeadId) => OfLead(leadId, externalLeadId).FirstOrDefault();

    /// <param name="cycle">With a lead: the cycle of the handoff. Null selects the latest handoff.</param>
    public Result<Handoff> Find(Guid? handoffId, Guid? leadId, string? externalLeadId, int? cycle)
    {
        var given = new[] { handoffId is not null, leadId is not null, externalLeadId is not null }.Count(isGiven => isGiven);
        if (given != 1)
        {
            return HandoffRefusals.NotNamed(given);
        }

        if (handoffId is { } id)
        {
            return byId.TryGetValue(id, out var handoff) ? handoff : HandoffRefusals.NotFound.Because($"No handoff has the id {id}.");
        }

        var found = OfLead(leadId, externalLeadId).FirstOrDefault(handoff => cycle is null || handoff.Cycle == cycle);
        if (found is not null)
        {
            return found;
        }

        var lead = leadId is { } known ? $"`leadId` {known}" : $"`externalLeadId` '{externalLeadId}'";
        return HandoffRefusals.NotFound
            .Because(cycle is null ? $"No handoff has the {lead}." : $"No handoff of cycle {cycle} has the {lead}.");
    }

    /// <returns>The lead's handoffs, latest first.</returns>
    private IEnumerable<Handoff> OfLead(Guid? leadId, string? externalLeadId) =>
        leadId is { } lead ? byLead[lead] : externalLeadId is not null ? byExternalLead[externalLeadId] : [];
}
