using Funnel.Contracts.Marketing;
using Funnel.Contracts.Sales;
using Funnel.Messaging;

namespace Funnel.Topology;

/// <summary>The queues of our own services, and the events that each of them hears.</summary>
/// <remarks>
/// They stand in one list, not in the services that hear them, because the migration step of every service declares all queues: a
/// broker confirms an event that no queue takes, so a publisher that starts before its listeners must know their queues.
/// </remarks>
public static class Subscriptions
{
    /// <summary>Marketing hears the decisions and outcomes of its leads.</summary>
    public static readonly Subscription MarketingLeads = new("marketing.leads",
        [typeof(LeadAccepted), typeof(LeadRejected), typeof(LeadRecycled),
         typeof(OpportunityCreated), typeof(OpportunityWon), typeof(OpportunityLost), typeof(OpportunityReopened),
         typeof(OpportunityCorrected)]);

    /// <summary>Sales makes handoffs of qualified leads.</summary>
    public static readonly Subscription SalesHandoffs = new("sales.handoffs", [typeof(LeadQualified)]);

    /// <summary>Insights follows each person through the lifecycle.</summary>
    public static readonly Subscription InsightsFunnels = new("insights.funnels",
        [typeof(ContactCaptured), typeof(LeadQualified), typeof(LeadAssigned), typeof(LeadAccepted), typeof(LeadRejected),
         typeof(LeadRecycled), typeof(OpportunityCreated), typeof(OpportunityWon), typeof(OpportunityReopened),
         typeof(OpportunityCorrected)]);

    /// <summary>Insights computes win rate, size, cycle length and velocity from the course of each opportunity.</summary>
    public static readonly Subscription InsightsDeals = new("insights.deals",
        [typeof(OpportunityCreated), typeof(OpportunityStageChanged), typeof(OpportunityAmountChanged),
         typeof(OpportunityWon), typeof(OpportunityLost), typeof(OpportunityReopened), typeof(OpportunityCorrected)]);

    /// <summary>Insights hears every event, so that the timeline of a person is complete and no cause is missing.</summary>
    public static readonly Subscription InsightsTimeline = new("insights.timeline",
        [typeof(ContactCaptured), typeof(ContactIdentified), typeof(TouchRecorded), typeof(ConsentGranted), typeof(LeadQualified),
         typeof(LeadDequalified), typeof(ScoringRulesPublished),
         typeof(LeadAssigned), typeof(LeadAccepted), typeof(LeadRejected), typeof(LeadRecycled), typeof(ActivityLogged),
         typeof(ActivityChanged),
         typeof(HandoffSlaStarted), typeof(HandoffSlaWarned), typeof(HandoffSlaMet), typeof(HandoffSlaBreached),
         typeof(OpportunityCreated), typeof(OpportunityStageChanged), typeof(OpportunityAmountChanged), typeof(OpportunityChanged),
         typeof(OpportunityStalled), typeof(OpportunityReopened), typeof(OpportunityCorrected),
         typeof(OpportunityWon), typeof(OpportunityLost), typeof(QuoteSent), typeof(QuoteAccepted), typeof(RenewalDue),
         typeof(CustomerChurned)]);

    /// <summary>The queues of all services.</summary>
    public static readonly IReadOnlyList<Subscription> All =
        [MarketingLeads, SalesHandoffs, InsightsFunnels, InsightsDeals, InsightsTimeline];
}
