using Funnel.Contracts.Sales;
using Funnel.Sales.Pipeline;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Handoffs;

/// <summary>Which opportunities come of a handoff: those of a lead that Sales took, and no others.</summary>
internal sealed partial class Handoff
{
    public bool IsAccepted => Status == HandoffStatus.Accepted;

    /// <summary>Sales takes a lead before it sells to it. History may be told the other way round, but nobody decides thereby on what is somebody else's.</summary>
    /// <param name="isSeen">Whether the caller may see this handoff.</param>
    /// <returns>Why no opportunity of this lead can be told, or null.</returns>
    public Refusal? RefuseDeal(bool isHistory, bool isSeen) =>
        IsAccepted || (isHistory && (isSeen || Status != HandoffStatus.Pending)) ? null : PipelineRefusals.LeadNotAccepted(this);

    /// <summary>History tells of an opportunity of this lead: whoever sold had taken the lead, though nobody had said so.</summary>
    /// <param name="by">Who sold.</param>
    /// <param name="endedAt">When it was won or lost; absent while it is open.</param>
    /// <returns>
    /// That it was accepted by then. Null where it was decided before, which stands, and where the opportunity was over before
    /// the lead was handed over: it says nothing of who answers now.
    /// </returns>
    public LeadAccepted? AcceptByDeal(string by, DateTimeOffset beganAt, DateTimeOffset? endedAt) =>
        Status != HandoffStatus.Pending || endedAt < HandedOffAt ? null
        : Accept(new(HandoffDecision.Accept, by, null, null, "An opportunity of the lead was there."), beganAt < HandedOffAt ? HandedOffAt : beganAt).Value;

    /// <summary>By when somebody had reached out for certain, where there was an opportunity: it began after the handoff, or it ended, or it is there now.</summary>
    public DateTimeOffset ReachedBy(DateTimeOffset beganAt, DateTimeOffset? endedAt, DateTimeOffset now) =>
        beganAt > HandedOffAt ? beganAt : endedAt ?? now;
}
