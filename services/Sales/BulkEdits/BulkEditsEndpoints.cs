using Funnel.Messaging;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.BulkEdits;

internal static class BulkEditsEndpoints
{
    public static void MapBulkEdits(this WebApplication app)
    {
        var edits = app.MapGroup("/api/sales/v1/opportunities/bulk-edits").WithTags("Bulk edits").RequirePermissions("sales").RetryOnConflict<SalesDb>();
        edits.MapPost("/preview", PreviewBulkEdit.Handle).WithSummary("Shows what an edit would do to each of up to 1,000 opportunities, and changes nothing");
        edits.MapPost("/{token:guid}/apply", ApplyBulkEdit.Handle).WithSummary("Applies what was previewed, once; what was changed since is refused");
    }
}
