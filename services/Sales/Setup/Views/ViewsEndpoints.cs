using Funnel.Messaging;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Views;

internal static class ViewsEndpoints
{
    public static void AddViews(this WebApplicationBuilder builder) => builder.Services.AddSingleton<ListParameters>();

    public static void MapViews(this WebApplication app)
    {
        var views = app.MapGroup("/api/sales/v1/views").WithTags("Views").RequirePermissions("sales").RetryOnConflict<SalesDb>();
        views.MapGet("/", ListViews.Handle).WithSummary("Lists the caller's views and those that are shared, newest first");
        views.MapGet("/{id:guid}", ListViews.One).Versioned<SalesDb, SavedView>().WithSummary("Shows a view, and the path that runs it");
        views.MapPost("/", SaveView.Handle).WithSummary("Saves a list's filter by a name, for oneself or for all");
        views.MapPut("/{id:guid}", SaveView.Change).Versioned<SalesDb, SavedView>().WithSummary("Changes one's own view");
        views.MapDelete("/{id:guid}", SaveView.Forget).WithSummary("Deletes one's own view");
    }
}
