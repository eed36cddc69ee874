using Funnel.Messaging;
using Funnel.OpenApi;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Activities;

internal static class ActivitiesEndpoints
{
    public static void MapActivities(this WebApplication app)
    {
        var activities = app.MapGroup("/api/sales/v1/activities").WithTags("Activities").RequirePermissions("sales")
            .RetryOnConflict<SalesDb>();
        activities.MapGet("/", ListActivities.Handle).WithSummary("Lists activities, latest first, by record, representative and kind");
        activities.MapGet("/{id:guid}", GetActivity.Handle).Versioned<SalesDb, Activity>().WithSummary("Shows an activity");
        activities.MapPost("/", LogActivity.Handle).WithSummary("Logs a call, an email, a meeting or a note on one or more records");
        activities.MapPatch("/{id:guid}", ChangeActivity.Handle).Versioned<SalesDb, Activity>()
            .WithSummary("Corrects the text, the outcome, the duration or the time of an activity")
            .WithExample("""{"subject": "Call about prices", "outcome": "left a message"}""");
    }
}
