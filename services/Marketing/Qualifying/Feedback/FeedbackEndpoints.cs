using Funnel.ServiceDefaults;

namespace Funnel.Marketing.Feedback;

internal static class FeedbackEndpoints
{
    public static void MapFeedback(this WebApplication app) =>
        app.MapGet("/api/marketing/v1/acceptance", GetAcceptance.Handle).WithTags("Feedback").RequirePermissions("marketing")
            .WithSummary("Shows how many handoffs Sales accepted, by channel, source, campaign or rule");
}
