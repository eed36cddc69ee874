using Funnel.ServiceDefaults;

namespace Funnel.Marketing.Leads;

internal static class LeadsEndpoints
{
    public static void MapLeads(this WebApplication app) =>
        app.MapGet("/api/marketing/v1/leads", ListLeads.Handle).WithTags("Leads").RequirePermissions("marketing")
            .WithSummary("Lists leads, newest first");
}
