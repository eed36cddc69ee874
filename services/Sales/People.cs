using Funnel.Sales.Accounts;
using Funnel.Sales.Activities;
using Funnel.Sales.Merges;
using Funnel.Sales.Search;
using Funnel.Sales.Tasks;
using Funnel.Sales.Views;

namespace Funnel.Sales;

/// <summary>Accounts, the people there, and the work with them.</summary>
internal static class People
{
    public static void AddPeople(this WebApplicationBuilder builder)
    {
        builder.AddTasks();
        builder.AddViews();
    }

    public static void MapPeople(this WebApplication app)
    {
        app.MapAccounts();
        app.MapMerges();
        app.MapActivities();
        app.MapTasks();
        app.MapSearch();
        app.MapViews();
    }
}
