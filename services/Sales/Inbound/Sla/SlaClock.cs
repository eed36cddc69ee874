using Funnel.Contracts.Sales;
using Funnel.Messaging;
using Funnel.Sales.Handoffs;
using Funnel.Sales.Team;

namespace Funnel.Sales.Sla;

/// <summary>When a handoff is to be answered, and when a person first reached out. One a handoff.</summary>
/// <remarks>
/// A subject of its own, so that what the clock does disturbs nobody who is about to decide on the handoff. What counts was
/// worked out when it started: changing a policy or a calendar moves no clock that runs.
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

    /// <summary>When the lead goes back by itself; never where it is absent.</summary>
    public DateTimeOffset? RecycleAt { get; private init; }

    public string? RecycleReason { get; private init; }

    public string? Policy { get; private init; }

    public string? Calendar { get; private init; }

    public Guid? EscalateToId { get; private init; }

    /// <summary>It does not, where the handoff came as history: what is long over warns nobody.</summary>
    public bool Runs { get; private init; }

    public DateTimeOffset? WarnedAt { get; private set; }

    public DateTimeOffset? BreachedAt { get; private set; }

    public DateTimeOffset? MetAt { get; private set; }

    /// <summary>The earliest human outreach since the lead qualified, in time or not.</summary>
    public DateTimeOffset? FirstOutreachAt { get; private set; }

    /// <summary>From the qualification to the first outreach; absent until there is one.</summary>
    public int? SpeedToLeadSeconds => FirstOutreachAt is { } at ? (int)Math.Min((at - StartedAt).TotalSeconds, int.MaxValue) : null;

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

    /// <returns>Null where there is nothing to warn of.</returns>
    public HandoffSlaWarned? Warn(Handoff handoff, Representative? representative)
    {
        if (!handoff.IsOpen || WarnedAt is not null || FirstOutreachAt <= WarnAt)
        {
            return null;
        }

        WarnedAt = WarnAt;
        return new(HandoffId, LeadId, Cycle, representative?.Id, representative?.Name, DueAt);
    }

    /// <returns>Null where it is no breach.</returns>
    public HandoffSlaBreached? Breach(Handoff handoff, Representative? representative, Representative? escalatedTo, string explanation)
    {
        if (!handoff.IsOpen || BreachedAt is not null || FirstOutreachAt <= DueAt)
        {
            return null;
        }

        BreachedAt = DueAt;
        return new(HandoffId, LeadId, Cycle, representative?.Id, representative?.Name, DueAt, escalatedTo?.Id, escalatedTo?.Name, explanation);
    }

    /// <summary>Nobody answered for so long that the lead goes back.</summary>
    /// <returns>Null where somebody reached out, or decided.</returns>
    public LeadRecycled? RecycleUnanswered(Handoff handoff, DateTimeOffset at) =>
        handoff.Status != HandoffStatus.Pending || FirstOutreachAt is not null ? null
        : handoff.Recycle(new(HandoffDecision.Recycle, HandoffAnswer.Nobody, RecycleReason, null,
            $"Nobody had reached out by {DueAt:yyyy-MM-dd HH:mm} UTC, nor until now (SLA policy {Policy})."), at).Value;

    /// <summary>A person reached out. Told in any order: the earliest outreach counts.</summary>
    /// <returns>That the SLA is met, where it is by this.</returns>
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

/// <summary>What a policy, or the default, means for one handoff.</summary>
internal sealed record SlaPlan(
    DateTimeOffset WarnAt, DateTimeOffset DueAt, DateTimeOffset? RecycleAt = null, string? RecycleReason = null,
    string? Policy = null, string? Calendar = null, Guid? EscalateToId = null);
