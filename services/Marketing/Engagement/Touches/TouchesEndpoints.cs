using Funnel.ServiceDefaults;

namespace Funnel.Marketing.Touches;

internal static class TouchesEndpoints
{
    public static void MapTouches(this WebApplication app)
    {
        var touches = app.MapGroup("/api/marketing/v1/touches").WithTags("Touches").RequirePermissions("marketing");
        touches.MapPost("/", RecordTouch.Handle).WithSummary("Records one touch of a lead");
        touches.MapPost("/batch", RecordTouches.Handle).DisableValidation()
            .WithSummary("Records up to 1,000 touches; each item succeeds or fails alone");
        touches.MapGet("/{id:guid}", GetTouch.Handle).Tag().WithSummary("Shows one touch");
        var leads = app.MapGroup("/api/marketing/v1/leads/{id:guid}").RequirePermissions("marketing");
        leads.MapGet("/", GetLead.Handle).Tag().WithTags("Leads").WithSummary("Shows a lead with its lifecycle and the decisions of Sales");
        leads.MapGet("/touches", ListTouches.Handle).WithTags("Touches").WithSummary("Lists the touches of a lead, latest first");
    }
}
