using Funnel.Messaging;
using Funnel.ServiceDefaults;

namespace Funnel.Marketing.Touches;

internal static class TouchesEndpoints
{
    public static void MapTouches(this WebApplication app)
    {
        var touches = app.MapGroup("/api/marketing/v1/touches").WithTags("Touches").RequirePermissions("marketing");
        touches.MapPost("/", RecordTouch.Handle).WithSummary("Records one touch of a lead");
        touches.MapPost("/batch", RecordTouches.Handle).DisableValidation().WithSummary("Records up to 1,000 touches");
        touches.MapGet("/{id:guid}", GetTouch.Handle).Tag().WithSummary("Shows one touch");
        app.MapGet("/api/marketing/v1/leads/{id:guid}/touches", ListTouches.Handle).WithTags("Touches").RequirePermissions("marketing").WithSummary("Lists a lead's touches, latest first");
    }
}
