using Funnel.Messaging;
using Funnel.Sales.Views;
using Funnel.ServiceDefaults;
using Microsoft.Extensions.Options;

namespace Funnel.Sales.Forecasts;

internal static class ForecastsEndpoints
{
    public static void AddForecasts(this WebApplicationBuilder builder)
    {
        builder.AddOptionsFrom<ForecastOptions>(ForecastOptions.Section);
        builder.Services.AddSingleton(services =>
            new ReportingDays(services.GetRequiredService<IOptions<ForecastOptions>>().Value.Zone));
        builder.Services.AddHostedService<TakeSnapshots>();
    }

    public static void MapForecasts(this WebApplication app)
    {
        var forecasts = app.MapGroup("/api/sales/v1/forecasts").WithTags("Forecasts").RequirePermissions("sales")
            .RetryOnConflict<SalesDb>();
        forecasts.MapGet("/snapshots", ListSnapshots.Handle)
            .WithSummary("Lists the days that have a snapshot, newest first");
        forecasts.MapGet("/{period}", GetForecast.Handle)
            .WithSummary("Shows the forecast of a month or quarter by representative and team");
        forecasts.MapGet("/{period}/accuracy", GetAccuracy.Handle)
            .WithSummary("Compares a snapshot with the result of the period: accuracy, bias and slippage");
        forecasts.MapGet("/{period}/submissions", ListForecastSubmissions.Handle)
            .WithSummary("Lists submitted and overriding forecasts, oldest first");
        forecasts.MapPost("/{period}/submissions", SubmitForecast.Handle)
            .WithSummary("Submits a representative's forecast of the period");
        forecasts.MapPost("/{period}/overrides", OverrideForecast.Handle).RequirePermission(SalesPermissions.Manage)
            .WithSummary("Overrides the forecast of a representative or a team");
    }
}
