using Funnel.Messaging;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Reasons;

internal static class ReasonsEndpoints
{
    public static void MapReasons(this WebApplication app)
    {
        var reasons = app.MapGroup("/api/sales/v1/reasons").WithTags("Reasons").RequirePermission(Access.SalesManagement).RetryOnConflict<SalesDb>();
        reasons.MapGet("/", ListReasons.Handle).WithSummary("Lists the managed reasons, retired ones too").RequirePermissions("sales");
        reasons.MapPost("/", AddReason.Handle).WithSummary("Puts a reason on a list, or brings a retired one back");
        reasons.MapPost("/{kind}/{code}/retire", RetireReason.Handle).WithSummary("Takes a reason off its list; past decisions keep it");
    }
}
