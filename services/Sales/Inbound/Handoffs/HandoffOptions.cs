using System.ComponentModel.DataAnnotations;

namespace Funnel.Sales.Handoffs;

/// <summary>Settings of the handoff, section <c>Handoffs</c>.</summary>
internal sealed class HandoffOptions
{
    public const string Section = "Handoffs";

    /// <summary>How soon a handoff wants an answer where no SLA policy matches, by the wall clock.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "90.00:00:00", ParseLimitsInInvariantCulture = true,
        ErrorMessage = "Handoffs:SlaTarget must lie between a minute (00:01:00) and 90 days (90.00:00:00).")]
    public TimeSpan SlaTarget { get; init; } = TimeSpan.FromHours(4);

    /// <summary>A handoff that reaches Sales so long after it was due is history: nobody is warned of it.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "90.00:00:00", ParseLimitsInInvariantCulture = true,
        ErrorMessage = "Handoffs:HistoryAfter must lie between 00:00:00 and 90 days (90.00:00:00).")]
    public TimeSpan HistoryAfter { get; init; } = TimeSpan.FromDays(1);
}
