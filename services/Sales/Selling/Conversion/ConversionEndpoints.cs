using Funnel.Messaging;
using Funnel.Sales.Handoffs;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Conversion;

internal static class ConversionEndpoints
{
    public static void MapConversion(this WebApplication app) =>
        app.MapGroup("/api/sales/v1/handoffs").WithTags("Handoffs").RequirePermissions("sales").RetryOnConflict<SalesDb>()
            .MapPost("/{id:guid}/convert", ConvertHandoff.Handle).Versioned<SalesDb, Handoff>()
            .WithSummary("Converts an accepted handoff to an account, a contact and an opportunity");
}
