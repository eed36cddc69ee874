namespace Funnel.Contracts.Sales;

/// <summary>
/// A handoff reached Sales, and the time in which a person is to reach out to the lead began. Published by Sales, once a
/// handoff; not for one that came to Sales as history. Key: <c>sales.handoff.sla-started.v1</c>; subject: the handoff's clock.
/// </summary>
/// <param name="Policy">Code of the SLA policy; absent where none matched and the default target counts.</param>
/// <param name="Calendar">Code of the business calendar; absent where the time runs around the clock.</param>
/// <param name="WarnAt">When it warns, unless somebody reached out before.</param>
/// <param name="DueAt">Until when somebody is to have reached out.</param>
[Event("sales.handoff.sla-started.v1")]
public sealed record HandoffSlaStarted(
    Guid HandoffId, Guid LeadId, int Cycle, string? Policy, string? Calendar, DateTimeOffset WarnAt, DateTimeOffset DueAt);
