namespace Funnel.Contracts.Marketing;

/// <summary>
/// A lead is no longer marketing qualified: its cycle ended and the next cycle began. The time is the end of the cycle.
/// Published by Marketing, once for each lead and cycle.
/// Key: <c>marketing.lead.dequalified.v1</c>; subject: the lead.
/// </summary>
/// <param name="Cycle">The cycle that ended. The lead is in the next cycle.</param>
/// <param name="Reason">For example <c>recycled</c>.</param>
/// <param name="ReturnAfter">Only touches after this time can qualify the person again.</param>
[Event("marketing.lead.dequalified.v1")]
public sealed record LeadDequalified(Guid LeadId, int Cycle, string Reason, DateTimeOffset? ReturnAfter);
