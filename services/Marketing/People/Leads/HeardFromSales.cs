namespace Funnel.Marketing.Leads;

/// <summary>Keeps what Sales says of a lead. By key only, so that facts of one batch find each other's rows.</summary>
internal static class HeardFromSales
{
    /// <summary>The first decision on a cycle stands; a handoff is decided once.</summary>
    public static async Task Keep(this MarketingDb db, SalesDecision decision, CancellationToken cancellation)
    {
        if (await db.Decisions.FindAsync([decision.LeadId, decision.Cycle], cancellation) is null)
        {
            db.Decisions.Add(decision);
        }
    }

    /// <summary>The lead of a deal, and what is known of the deal; null where no lead of ours led to it.</summary>
    public static async Task<(Lead Lead, LeadOpportunity Deal)?> Deal(
        this MarketingDb db, Guid? leadId, Guid opportunityId, CancellationToken cancellation)
    {
        if (leadId is null || await db.Leads.FindAsync([leadId.Value], cancellation) is not { } lead)
        {
            return null;
        }

        if (await db.Opportunities.FindAsync([opportunityId], cancellation) is not { } deal)
        {
            db.Opportunities.Add(deal = LeadOpportunity.Of(opportunityId, lead.Id));
        }

        return (lead, deal);
    }
}
