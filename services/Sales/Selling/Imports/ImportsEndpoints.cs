using Funnel.Messaging;
using Funnel.OpenApi;
using Funnel.Sales.Views;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Mvc;

namespace Funnel.Sales.Imports;

internal static class ImportsEndpoints
{
    private const string Example =
        "externalId,account,amount,currency,stage,expectedCloseDate\r\ncrm-1042,Alpine Logistics,25000,EUR,proposal,2026-06-30\r\n";

    public static void AddImports(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ImportStaging>().AddSingleton<ImportRunner>().AddScoped<ImportStep>();
        builder.Services.AddHostedService(services => services.GetRequiredService<ImportRunner>());
    }

    public static void MapImports(this WebApplication app)
    {
        var imports = app.MapGroup("/api/sales/v1/imports").WithTags("Imports").RequirePermission(SalesPermissions.Manage)
            .RetryOnConflict<SalesDb>();
        imports.MapPost("/", StartImport.Handle)
            .WithMetadata(new RequestSizeLimitAttribute(BodyLimits.File), new FileBody("text/csv", Example))
            .OnlyKnownParameters().WithSummary("Imports a CSV file of opportunities in the background");
        imports.MapGet("/", ListImports.Handle).OnlyKnownParameters().WithSummary("Lists the imports, newest first");
        imports.MapGet("/{id:guid}", GetImport.Handle).WithSummary("Shows an import and its progress");
        imports.MapGet("/{id:guid}/errors", ListImportErrors.Handle).Produces<string>(StatusCodes.Status200OK, "text/csv")
            .WithSummary("Lists the records that were not imported, with the reasons, as CSV");
        imports.MapPost("/{id:guid}/cancel", CancelImport.Handle)
            .WithSummary("Cancels an import; opportunities that were imported before stay");
    }
}
