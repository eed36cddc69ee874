using Funnel.Messaging;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Performance;

internal static class PerformanceEndpoints
{
    public static void MapPerformance(this WebApplication app) =>
        app.MapGroup("/api/sales/v1/performance").WithTags("Performance").RequirePermissions("sales")
            .MapGet("/{period}", GetPerformance.Handle)
            .WithSummary("Shows win rate, deal size, cycle length and sales velocity by representative and team");
}
