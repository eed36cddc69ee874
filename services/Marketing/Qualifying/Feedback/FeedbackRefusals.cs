using Funnel.ServiceDefaults;

namespace Funnel.Marketing.Feedback;

internal static class FeedbackRefusals
{
    public static readonly Refusal PeriodEmpty = new("period-empty", 400, "The period is empty: `to` is not after `from`.");
}
