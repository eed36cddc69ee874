using Funnel.Sales.BulkEdits;
using Funnel.Sales.Checklists;
using Funnel.Sales.Competitors;
using Funnel.Sales.CustomFields;
using Funnel.Sales.Imports;
using Funnel.Sales.Pipeline;

namespace Funnel.Sales;

/// <summary>What belongs to an opportunity besides its way through the pipeline, and what happens to many at once.</summary>
internal static class Deals
{
    public static void AddDeals(this WebApplicationBuilder builder)
    {
        builder.AddPipeline();
        DeleteExpiredBulkEdit.Add(builder.Services);
        builder.AddImports();
    }

    public static void MapDeals(this WebApplication app)
    {
        app.MapChecklists();
        app.MapCompetitors();
        app.MapCustomFields();
        app.MapBulkEdits();
        app.MapImports();
    }
}
