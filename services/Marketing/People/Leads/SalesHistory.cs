namespace Funnel.Marketing.Leads;

/// <summary>Keeps the decisions of Sales on a lead, and its opportunities.</summary>
/// <remarks>Rows are found by key, so that the facts of one batch share them.</remarks>
internal static class SalesHistory
{
    /// <summary>Keeps the first decision on a cycle. A handoff is decided once.</summary>
    public static async Task KeepDecision(this MarketingDb db, SalesDecision decision, CancellationToken cancellation)
    {
        if (await db.Decisions.FindAsync([decision.LeadId, decision.Cycle], cancellation) is null)
        {
            db.Decisions.Add(decision);
        }
    }

    /// <returns>The lead and its opportunity; null if the opportunity comes from no lead of ours.</returns>
    public static async Task<(Lead Lead, LeadOpportunity Opportunity)?> FindOpportunity(
        this MarketingDb db, Guid? leadId, Guid opportunityId, CancellationToken cancellation)
    {
        if (leadId is null || await db.Leads.FindAsync([leadId.Value], cancellation) is not { } lead)
        {
            return null;
        }

        if (await db.Opportunities.FindAsync([opportunityId], cancellation) is not { } opportunity)
        {
            db.Opportunities.Add(opportunity = LeadOpportunity.Of(opportunityId, lead.Id));
        }

        return (lead, opportunity);
    }
}
