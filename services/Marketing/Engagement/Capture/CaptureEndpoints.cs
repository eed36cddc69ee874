using Funnel.Messaging;
using Funnel.ServiceDefaults;

namespace Funnel.Marketing.Capture;

internal static class CaptureEndpoints
{
    public static IServiceCollection AddCapture(this IServiceCollection services) => services.AddSingleton<CaptureBatches>()
        .AddScoped(provider => new Lazy<MarketingDb>(provider.GetRequiredService<MarketingDb>));

    public static void MapCapture(this WebApplication app)
    {
        var leads = app.MapGroup("/api/marketing/v1/leads").WithTags("Leads").RequirePermissions("marketing")
            .RetryOnConflict<MarketingDb>();
        leads.MapPost("/", CaptureLead.Handle).WithSummary("Captures a lead, or adds data to a known lead");
        leads.MapPost("/batch", CaptureLeads.Handle).DisableValidation()
            .WithSummary("Captures up to 1,000 leads; each item succeeds or fails alone");
    }
}
