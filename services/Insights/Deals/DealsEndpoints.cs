using Funnel.ServiceDefaults;

namespace Funnel.Insights.Deals;

internal static class DealsEndpoints
{
    public static void AddDeals(this WebApplicationBuilder builder) => builder.Services.AddSingleton<PublishedAmounts>();

    public static void MapDeals(this WebApplication app)
    {
        var deals = app.MapGroup("/api/insights/v1/deals").WithTags("Deals").RequirePermissions("insights");
        deals.MapGet("/summary", GetDealsSummary.Handle)
            .WithSummary("Shows win rate, deal size, cycle length and sales velocity, by currency")
            .WithDescription(PublishedAmounts.Rule);
    }
}
