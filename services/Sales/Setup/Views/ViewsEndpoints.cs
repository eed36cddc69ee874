using Funnel.Messaging;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Views;

internal static class ViewsEndpoints
{
    public static void AddViews(this WebApplicationBuilder builder) => builder.Services.AddSingleton<ListParameters>();

    public static void MapViews(this WebApplication app)
    {
        var views = app.MapGroup("/api/sales/v1/views").WithTags("Views").RequirePermissions("sales").RetryOnConflict<SalesDb>();
        views.MapGet("/", ListViews.Handle).WithSummary("Lists the views of the caller and the shared views, newest first");
        views.MapGet("/{id:guid}", ListViews.Show).Versioned<SalesDb, SavedView>().WithSummary("Shows a view, and the path that runs it");
        views.MapPost("/", SaveView.Handle).WithSummary("Saves the filter of a list under a name, private or shared");
        views.MapPut("/{id:guid}", SaveView.Change).Versioned<SalesDb, SavedView>().WithSummary("Changes a view of the caller");
        views.MapDelete("/{id:guid}", SaveView.Delete).WithSummary("Deletes a view of the caller");
    }
}
