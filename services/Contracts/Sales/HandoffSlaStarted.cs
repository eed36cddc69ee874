namespace Funnel.Contracts.Sales;

/// <summary>
/// A handoff reached Sales, and the time for the first outreach began. Published by Sales, once for each handoff, except for
/// handoffs that are imported as history.
/// Key: <c>sales.handoff.sla-started.v1</c>; subject: the SLA clock of the handoff.
/// </summary>
/// <param name="Policy">The code of the SLA policy; absent if no policy matches and the default target applies.</param>
/// <param name="Calendar">The code of the business calendar; absent if the time runs around the clock.</param>
/// <param name="WarnAt">The time of the warning, unless a first outreach is logged before.</param>
/// <param name="DueAt">The due time of the first outreach.</param>
[Event("sales.handoff.sla-started.v1")]
public sealed record HandoffSlaStarted(
    Guid HandoffId, Guid LeadId, int Cycle, string? Policy, string? Calendar, DateTimeOffset WarnAt, DateTimeOffset DueAt);
