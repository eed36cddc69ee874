namespace Funnel.Contracts.Marketing;

/// <summary>
/// A lead is no longer marketing qualified: its cycle ended and the next one began. True when the cycle ended.
/// Published by Marketing, once a lead and cycle. Key: <c>marketing.lead.dequalified.v1</c>; subject: the lead.
/// </summary>
/// <param name="Cycle">The cycle that ended; the lead is in the next one.</param>
/// <param name="Reason">Such as <c>recycled</c>.</param>
/// <param name="ReturnAfter">Only what the person does from then on can qualify them again.</param>
[Event("marketing.lead.dequalified.v1")]
public sealed record LeadDequalified(Guid LeadId, int Cycle, string Reason, DateTimeOffset? ReturnAfter);
