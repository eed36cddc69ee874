using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Handoffs;

/// <summary>The handoffs that a batch names by their own id, the lead's, or the lead's external id: one look-up for all.</summary>
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
        byExternalLead = latestFirst.Where(handoff => handoff.ExternalLeadId is not null).ToLookup(handoff => handoff.ExternalLeadId!, StringComparer.Ordinal);
    }

    public IReadOnlyCollection<Handoff> All => byId.Values;

    public static async Task<HandoffLookup> Load(
        IQueryable<Handoff> source, IEnumerable<Guid?> ids, IEnumerable<Guid?> leads, IEnumerable<string?> externalLeads, CancellationToken cancellation)
    {
        var byId = ids.OfType<Guid>().Distinct().ToArray();
        var byLead = leads.OfType<Guid>().Distinct().ToArray();
        var byExternalLead = externalLeads.OfType<string>().Distinct().ToArray();
        return new(await source.Where(handoff => byId.Contains(handoff.Id) || byLead.Contains(handoff.LeadId)
            || (handoff.ExternalLeadId != null && byExternalLead.Contains(handoff.ExternalLeadId))).ToListAsync(cancellation));
    }

    /// <summary>The lead's latest handoff, or that of the cycle.</summary>
    public Handoff? OfLead(Guid? leadId, string? externalLeadId, int? cycle = null)
    {
        var ofLead = leadId is { } lead ? byLead[lead] : externalLeadId is not null ? byExternalLead[externalLeadId] : [];
        return ofLead.FirstOrDefault(handoff => cycle is null || handoff.Cycle == cycle);
    }

    /// <summary>The lead's latest handoff that was there by then; its first one where none was.</summary>
    public Handoff? OfLeadBy(DateTimeOffset at, Guid? leadId, string? externalLeadId)
    {
        var ofLead = leadId is { } lead ? byLead[lead] : externalLeadId is not null ? byExternalLead[externalLeadId] : [];
        return ofLead.FirstOrDefault(handoff => handoff.HandedOffAt <= at) ?? ofLead.LastOrDefault();
    }

    public Result<Handoff> Find(Guid? handoffId, Guid? leadId, string? externalLeadId, int? cycle)
    {
        if (new[] { handoffId is not null, leadId is not null, externalLeadId is not null }.Count(isNamed => isNamed) != 1)
        {
            return HandoffRefusals.NotNamed.Because("Exactly one of handoffId, leadId and externalLeadId names it.");
        }

        var found = handoffId is { } id ? byId.GetValueOrDefault(id) : OfLead(leadId, externalLeadId, cycle);
        return found is null ? HandoffRefusals.NotFound.Because($"None of {handoffId?.ToString() ?? leadId?.ToString() ?? externalLeadId}.") : found;
    }
}
