using Funnel.Messaging;
using Funnel.OpenApi;
using Funnel.Sales.Views;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Mvc;

namespace Funnel.Sales.Imports;

internal static class ImportsEndpoints
{
    private const string Example = "externalId,account,amount,currency,stage,expectedCloseDate\r\ncrm-1042,Alpine Logistics,25000,EUR,proposal,2026-06-30\r\n";

    public static void AddImports(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ImportStaging>().AddSingleton<ImportRunner>();
        builder.Services.AddHostedService(services => services.GetRequiredService<ImportRunner>());
    }

    public static void MapImports(this WebApplication app)
    {
        var imports = app.MapGroup("/api/sales/v1/imports").WithTags("Imports").RequirePermission(SalesPermissions.Manage).RetryOnConflict<SalesDb>();
        imports.MapPost("/", StartImport.Handle).WithMetadata(new RequestSizeLimitAttribute(BodyLimits.File), new FileBody("text/csv", Example)).WithSummary("Takes a file of opportunities in, a whole history, in the background");
        imports.MapGet("/", GetImport.List).OnlyKnownParameters().WithSummary("Lists imports, newest first");
        imports.MapGet("/{id:guid}", GetImport.Handle).WithSummary("Shows an import and how far it has come");
        imports.MapGet("/{id:guid}/errors", ListErrors.Handle).WithSummary("Says of each record that was not taken in why not, as CSV").Produces<string>(StatusCodes.Status200OK, "text/csv");
        imports.MapPost("/{id:guid}/cancel", CancelImport.Handle).WithSummary("Stops an import; what was taken in stays");
    }
}
