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

    private const string MappingExample =
        """
        {"columns": {"Record": "externalId", "Company": "account", "Deal Stage": "stage", "Closing": "closeDate"}, "otherColumns": "ignore",
        "values": {"stage": {"Contract Sent": "negotiation", "Closed Won": "won"}}, "defaults": {"currency": "USD"}, "unassigned": true}
        """;

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
            .WithoutPlace().WithSummary("Imports a CSV file of opportunities in the background");
        imports.MapGet("/", ListImports.Handle).WithSummary("Lists the imports, newest first");
        imports.MapGet("/{id:guid}", GetImport.Handle).WithSummary("Shows an import and its progress");
        imports.MapGet("/{id:guid}/errors", ListImportErrors.Handle).Produces<string>(StatusCodes.Status200OK, "text/csv")
            .WithSummary("Lists the records that were not imported, with the reasons, as CSV");
        var mappings = app.MapGroup("/api/sales/v1/import-mappings").WithTags("Imports").RequirePermission(SalesPermissions.Manage)
            .RetryOnConflict<SalesDb>();
        mappings.MapGet("/", SaveMapping.List).WithSummary("Lists the mappings of imported files");
        mappings.MapGet("/{code}", SaveMapping.Show).WithSummary("Shows a mapping of imported files");
        mappings.MapPut("/{code}", SaveMapping.Handle).WithExample(MappingExample)
            .WithSummary("Saves a mapping of imported files under a code");
        mappings.MapDelete("/{code}", SaveMapping.Delete).WithSummary("Deletes a saved mapping");
        imports.MapPost("/{id:guid}/cancel", CancelImport.Handle)
            .WithSummary("Cancels an import; opportunities that were imported before stay");
    }
}
