using Funnel.Messaging;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Forecasts;

internal static class ForecastsEndpoints
{
    public static void AddForecasts(this WebApplicationBuilder builder)
    {
        builder.AddOptionsFrom<ForecastOptions>(ForecastOptions.Section);
        builder.Services.AddHostedService<TakeSnapshots>();
    }

    public static void MapForecasts(this WebApplication app)
    {
        var forecasts = app.MapGroup("/api/sales/v1/forecasts").WithTags("Forecasts").RequirePermissions("sales").RetryOnConflict<SalesDb>();
        forecasts.MapGet("/snapshots", GetAccuracy.List).WithSummary("Lists the days whose snapshots were taken, newest first");
        forecasts.MapGet("/{period}", GetForecast.Handle).WithSummary("Shows what is expected of a month or quarter, by representative and team");
        forecasts.MapGet("/{period}/accuracy", GetAccuracy.Handle).WithSummary("Compares a snapshot with what became of it: accuracy, bias, slippage");
        forecasts.MapGet("/{period}/judgements", Judge.List).WithSummary("Lists all that was submitted and overridden, in that order");
        forecasts.MapPost("/{period}/submissions", Judge.Submit).WithSummary("Says what a representative expects of the period");
        forecasts.MapPost("/{period}/overrides", Judge.Override).RequirePermission(Access.SalesManagement).WithSummary("Says what a manager expects instead, of a representative or a team");
    }
}
