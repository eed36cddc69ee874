using Funnel.Contracts.Sales;
using Funnel.Sales.Handoffs;
using Funnel.Sales.Pipeline;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Conversion;

/// <summary>Decides whether an opportunity may begin from a handoff. A historical opportunity can also prove its acceptance.</summary>
internal static class HandoffConversion
{
    /// <summary>Checks whether an opportunity may name the lead of this handoff. A new opportunity needs an accepted handoff.</summary>
    /// <remarks>A historical opportunity may name a pending handoff, which it then accepts.</remarks>
    public static Result CheckConversion(this Handoff handoff, bool isHistory) =>
        handoff.IsAccepted || isHistory ? Result.Done : PipelineRefusals.LeadNotAccepted(handoff);

    /// <summary>Accepts a pending handoff because a historical opportunity of its lead exists: the seller had taken the lead.</summary>
    /// <param name="by">The seller.</param>
    /// <param name="endedAt">When the opportunity was won or lost; null if it is open.</param>
    /// <returns>
    /// The fact. Null if the handoff was decided before, or if the opportunity ended before the handoff came: such an
    /// opportunity says nothing about this handoff.
    /// </returns>
    public static LeadAccepted? AcceptByHistory(this Handoff handoff, string by, DateTimeOffset beganAt, DateTimeOffset? endedAt) =>
        handoff.Status != HandoffStatus.Pending || endedAt < handoff.HandedOffAt ? null
        : handoff.Accept(new(HandoffDecision.Accept, by, null, null, "An opportunity of this lead exists."),
            beganAt < handoff.HandedOffAt ? handoff.HandedOffAt : beganAt).Value;

    /// <summary>
    /// Returns the time at which Sales had certainly reached out to the lead. That is the beginning of the opportunity if it
    /// began after the handoff, else its end, else the current time.
    /// </summary>
    public static DateTimeOffset ReachedBy(this Handoff handoff, DateTimeOffset beganAt, DateTimeOffset? endedAt, DateTimeOffset now) =>
        beganAt > handoff.HandedOffAt ? beganAt : endedAt ?? now;
}
