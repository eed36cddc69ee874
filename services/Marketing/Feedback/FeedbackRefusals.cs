using Funnel.ServiceDefaults;

namespace Funnel.Marketing.Feedback;

internal static class FeedbackRefusals
{
    public static readonly Refusal GroupUnknown = new("group-unknown", 400, "Acceptance is told by channel, source, campaign or rule.");
    public static readonly Refusal PeriodEmpty = new("period-empty", 400, "The period ends before it begins.");
}
