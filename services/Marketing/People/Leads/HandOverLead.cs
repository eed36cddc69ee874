using Funnel.Contracts.Marketing;
using Funnel.ServiceDefaults;

namespace Funnel.Marketing.Leads;

/// <summary>Hands a lead over to Sales. Scoring finds when a lead is ready; only this changes the lead and keeps the handoff.</summary>
internal static class HandOverLead
{
    /// <param name="causation">The event that made the score reach the threshold; null for the fact that is being heard.</param>
    public static Result<LeadQualified> HandOver(
        this MarketingDb db, Lead lead, LeadScore score, LeadContext context, DateTimeOffset at, Guid? causation)
    {
        if (lead.Qualify(score, context, at).IsRefused(out var refusal, out var qualified))
        {
            return refusal;
        }

        db.Publish(lead, qualified, at, causation: causation);
        db.Qualifications.Add(Qualification.Of(qualified, lead, at));
        return qualified;
    }
}

/// <summary>The score with which a lead is handed over, and the contributions that sum to it.</summary>
internal sealed record LeadScore(
    int RuleSetVersion, decimal Value, decimal Fit, decimal Engagement, decimal Threshold, IReadOnlyList<ScoreContribution> Contributions);
