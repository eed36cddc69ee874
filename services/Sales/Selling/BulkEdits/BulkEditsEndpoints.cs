using Funnel.Messaging;
using Funnel.OpenApi;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.BulkEdits;

internal static class BulkEditsEndpoints
{
    public static void AddBulkEdits(this WebApplicationBuilder builder) => DeleteExpiredBulkEdit.Add(builder.Services);

    public static void MapBulkEdits(this WebApplication app)
    {
        var edits = app.MapGroup("/api/sales/v1/opportunities/bulk-edits").WithTags("Bulk edits").RequirePermissions("sales")
            .RetryOnConflict<SalesDb>();
        edits.MapPost("/preview", PreviewBulkEdit.Handle).WithSummary("Previews an edit of up to 1,000 opportunities; nothing changes yet")
            .WithExample(
                """{"change": {"stage": "proposal", "expectedCloseDate": "2026-09-30"}, "filter": {"status": "open","""
                    + """ "stage": "discovery"}}""");
        edits.MapPost("/{token:guid}/apply", ApplyBulkEdit.Handle)
            .WithSummary("Applies a preview once; opportunities that changed after the preview are refused");
    }
}
