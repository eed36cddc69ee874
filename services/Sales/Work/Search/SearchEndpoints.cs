using Funnel.ServiceDefaults;

namespace Funnel.Sales.Search;

internal static class SearchEndpoints
{
    public static void MapSearch(this WebApplication app) =>
        app.MapGet("/api/sales/v1/search", SearchEverything.Handle).WithTags("Search").RequirePermissions("sales")
            .WithSummary("Searches accounts, contacts, opportunities and activities, by words and by similar spelling");
}
