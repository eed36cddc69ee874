using Funnel.Contracts.Marketing;
using Funnel.Contracts.Sales;

namespace Funnel.Contracts;

/// <summary>A queue of one of our own services, and the events that it hears.</summary>
/// <param name="Queue">Begins with the service's name: two services never share a queue.</param>
/// <remarks>
/// The subscriptions stand beside the events, not in the services that hear them, because every service declares all of
/// them at start: a broker confirms a publish that no queue takes, so a publisher that starts before its listeners
/// must already know their queues.
/// </remarks>
public sealed record Subscription(string Queue, IReadOnlyList<Type> Events)
{
    /// <summary>Decisions and outcomes come back to the lead.</summary>
    public static readonly Subscription MarketingLeads = new("marketing.leads",
        [typeof(LeadAccepted), typeof(LeadRejected), typeof(LeadRecycled),
         typeof(OpportunityCreated), typeof(OpportunityWon), typeof(OpportunityLost)]);

    /// <summary>Qualified leads become handoffs.</summary>
    public static readonly Subscription SalesHandoffs = new("sales.handoffs", [typeof(LeadQualified)]);

    /// <summary>Everyone's way through the lifecycle.</summary>
    public static readonly Subscription InsightsFunnels = new("insights.funnels",
        [typeof(ContactCaptured), typeof(LeadQualified), typeof(LeadAssigned), typeof(LeadAccepted), typeof(LeadRejected),
         typeof(LeadRecycled), typeof(OpportunityCreated), typeof(OpportunityWon)]);

    /// <summary>Every opportunity's course, for win rate, size, cycle length and velocity.</summary>
    public static readonly Subscription InsightsDeals = new("insights.deals",
        [typeof(OpportunityCreated), typeof(OpportunityStageChanged), typeof(OpportunityAmountChanged),
         typeof(OpportunityWon), typeof(OpportunityLost)]);

    /// <summary>Every event there is: all there is to tell of a person, with no link of a causation missing.</summary>
    public static readonly Subscription InsightsTimeline = new("insights.timeline",
        [typeof(ContactCaptured), typeof(ContactIdentified), typeof(TouchRecorded), typeof(ConsentGranted), typeof(LeadQualified),
         typeof(LeadDequalified), typeof(ScoringRulesPublished),
         typeof(LeadAssigned), typeof(LeadAccepted), typeof(LeadRejected), typeof(LeadRecycled), typeof(ActivityLogged),
         typeof(HandoffSlaStarted), typeof(HandoffSlaWarned), typeof(HandoffSlaMet), typeof(HandoffSlaBreached),
         typeof(OpportunityCreated), typeof(OpportunityStageChanged), typeof(OpportunityAmountChanged), typeof(OpportunityChanged), typeof(OpportunityStalled),
         typeof(OpportunityWon), typeof(OpportunityLost), typeof(QuoteSent), typeof(QuoteAccepted), typeof(RenewalDue), typeof(CustomerChurned)]);

    public static readonly IReadOnlyList<Subscription> All =
        [MarketingLeads, SalesHandoffs, InsightsFunnels, InsightsDeals, InsightsTimeline];
}
