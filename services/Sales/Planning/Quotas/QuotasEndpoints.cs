using Funnel.Messaging;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Quotas;

internal static class QuotasEndpoints
{
    public static void MapQuotas(this WebApplication app)
    {
        var quotas = app.MapGroup("/api/sales/v1/quotas").WithTags("Quotas").RequirePermissions("sales").RetryOnConflict<SalesDb>();
        quotas.MapGet("/", ListQuotas.Handle).WithSummary("Lists the quotas of a period with their attainment and coverage");
        quotas.MapGet("/{id:guid}", GetQuota.Handle).Versioned<SalesDb, Quota>().WithSummary("Shows a quota");
        quotas.MapPost("/", SetQuota.Handle).VersionedByAnswer<SalesDb, Quota, QuotaResponse>(response => [response.Id])
            .RequirePermission(SalesPermissions.Manage).WithSummary("Sets a quota: creates it or changes its amount");
    }
}
