using System.ComponentModel.DataAnnotations;

namespace Funnel.Sales.Handoffs;

/// <summary>Settings of handoffs, section <c>Handoffs</c>.</summary>
internal sealed class HandoffOptions
{
    public const string Section = "Handoffs";

    /// <summary>Time to reach out to a lead if no SLA policy matches. It runs around the clock.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "90.00:00:00", ParseLimitsInInvariantCulture = true,
        ErrorMessage = "Handoffs:SlaTarget must lie between 00:01:00 (one minute) and 90.00:00:00 (90 days).")]
    public TimeSpan SlaTarget { get; init; } = TimeSpan.FromHours(4);

    /// <summary>A handoff that arrives this long after it was due is history and causes no warning and no breach.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "90.00:00:00", ParseLimitsInInvariantCulture = true,
        ErrorMessage = "Handoffs:HistoryAfter must lie between 00:00:00 and 90.00:00:00 (90 days).")]
    public TimeSpan HistoryAfter { get; init; } = TimeSpan.FromDays(1);
}
