using Funnel.Contracts.Sales;
using Funnel.Messaging;
using Funnel.Sales.Handoffs;
using Funnel.Sales.Team;

namespace Funnel.Sales.Sla;

/// <summary>The SLA clock of a handoff: the times by which a person must reach out to the lead, and the first outreach.</summary>
/// <remarks>
/// The clock is a subject beside the handoff, so that a warning never conflicts with a person who decides on the handoff. Its times
/// are fixed when it starts: changing a policy or a calendar does not move a running clock.
/// </remarks>
internal sealed class SlaClock : Subject
{
    private SlaClock()
    {
    }

    public Guid HandoffId { get; private init; }

    public Guid LeadId { get; private init; }

    public int Cycle { get; private init; }

    /// <summary>When the lead qualified.</summary>
    public DateTimeOffset StartedAt { get; private init; }

    public DateTimeOffset WarnAt { get; private init; }

    public DateTimeOffset DueAt { get; private init; }

    /// <summary>When the lead is recycled automatically. Null for never.</summary>
    public DateTimeOffset? RecycleAt { get; private init; }

    public string? RecycleReason { get; private init; }

    public string? Policy { get; private init; }

    public string? Calendar { get; private init; }

    public Guid? EscalateToId { get; private init; }

    /// <summary>Whether the clock warns and breaches. It does not for a handoff that arrived long after it was due.</summary>
    public bool Runs { get; private init; }

    public DateTimeOffset? WarnedAt { get; private set; }

    public DateTimeOffset? BreachedAt { get; private set; }

    public DateTimeOffset? MetAt { get; private set; }

    /// <summary>The first outreach by a person since the lead qualified, in time or late.</summary>
    public DateTimeOffset? FirstOutreachAt { get; private set; }

    /// <summary>Seconds from the qualification to the first outreach. Null until there is an outreach.</summary>
    public int? SpeedToLeadSeconds =>
        FirstOutreachAt is { } at ? (int)Math.Min((at - StartedAt).TotalSeconds, int.MaxValue) : null;

    protected override Guid Correlation => LeadId;

    public static SlaClock Start(Handoff handoff, SlaPlan plan, bool runs, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        HandoffId = handoff.Id,
        LeadId = handoff.LeadId,
        Cycle = handoff.Cycle,
        StartedAt = handoff.HandedOffAt,
        WarnAt = plan.WarnAt,
        DueAt = plan.DueAt,
        RecycleAt = plan.RecycleAt,
        RecycleReason = plan.RecycleReason,
        Policy = plan.Policy,
        Calendar = plan.Calendar,
        EscalateToId = plan.EscalateToId,
        Runs = runs,
    };

    public HandoffSlaStarted Started() => new(HandoffId, LeadId, Cycle, Policy, Calendar, WarnAt, DueAt);

    /// <returns>Null if no warning is due.</returns>
    public HandoffSlaWarned? Warn(Handoff handoff, Representative? representative)
    {
        if (!handoff.IsOpen || WarnedAt is not null || FirstOutreachAt <= WarnAt)
        {
            return null;
        }

        WarnedAt = WarnAt;
        return new(HandoffId, LeadId, Cycle, representative?.Id, representative?.Name, DueAt);
    }

    /// <returns>Null if the SLA is not breached.</returns>
    public HandoffSlaBreached? Breach(Handoff handoff, Representative? representative, Representative? escalatedTo, string explanation)
    {
        if (!handoff.IsOpen || BreachedAt is not null || FirstOutreachAt <= DueAt)
        {
            return null;
        }

        BreachedAt = DueAt;
        return new(HandoffId, LeadId, Cycle, representative?.Id, representative?.Name, DueAt, escalatedTo?.Id, escalatedTo?.Name,
            explanation);
    }

    /// <summary>Recycles the lead after no outreach and no decision.</summary>
    /// <returns>Null if a person reached out or decided.</returns>
    public LeadRecycled? RecycleUnanswered(Handoff handoff, DateTimeOffset at) =>
        handoff.Status != HandoffStatus.Pending || FirstOutreachAt is not null ? null
        : handoff.Recycle(new(HandoffDecision.Recycle, HandoffAnswer.System, RecycleReason, null,
            $"Nobody reached out by {DueAt:yyyy-MM-dd HH:mm} UTC or since (SLA policy {Policy})."), at).Value;

    /// <summary>Records that a person reached out. Calls may come in any order: the earliest outreach counts.</summary>
    /// <returns>The fact that this outreach meets the SLA; null if it does not.</returns>
    public HandoffSlaMet? RecordOutreach(DateTimeOffset at, Representative? representative)
    {
        if (at < StartedAt || FirstOutreachAt <= at)
        {
            return null;
        }

        FirstOutreachAt = at;
        if (!Runs || MetAt is not null || at > DueAt)
        {
            return null;
        }

        MetAt = at;
        return new(HandoffId, LeadId, Cycle, representative?.Id, representative?.Name, DueAt, SpeedToLeadSeconds!.Value);
    }
}
