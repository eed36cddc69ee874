using Funnel.Messaging;
using Funnel.ServiceDefaults;

namespace Funnel.Marketing.Leads;

internal static class LeadsEndpoints
{
    public static void MapLeads(this WebApplication app)
    {
        var leads = app.MapGroup("/api/marketing/v1/leads").WithTags("Leads").RequirePermissions("marketing").RetryOnConflict<MarketingDb>();
        leads.MapPost("/", CaptureLead.Handle).WithSummary("CaptureBatches a lead, or learns more of a known one");
        leads.MapPost("/batch", CaptureLeads.Handle).DisableValidation().WithSummary("CaptureBatches up to 1,000 leads");
        leads.MapGet("/", ListLeads.Handle).WithSummary("Lists leads, newest first");
        leads.MapGet("/{id:guid}", GetLead.Handle).Tag().WithSummary("Shows a lead with its lifecycle and what Sales said");
    }
}
