using Microsoft.EntityFrameworkCore;

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

    /// <summary>Derives the lead's stage after a fact about one of its opportunities. Any won opportunity makes a customer.</summary>
    public static async Task FollowOutcome(this MarketingDb db, Lead lead, LeadOpportunity changed, CancellationToken cancellation)
    {
        lead.HearOpportunity(changed.OpenedAt, changed.Outcome == OpportunityOutcome.Won);
        if (lead.IsCustomer && changed.Outcome != OpportunityOutcome.Won)
        {
            // The batch may hold changes that are not saved yet, so the rows are read through the context.
            await db.Opportunities.Where(one => one.LeadId == lead.Id).LoadAsync(cancellation);
            if (!db.Opportunities.Local.Any(one => one.LeadId == lead.Id && one.Outcome == OpportunityOutcome.Won))
            {
                lead.EndCustomer();
            }
        }
    }
}
