using Funnel.Messaging;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Currencies;

internal static class CurrenciesEndpoints
{
    public static void AddCurrencies(this WebApplicationBuilder builder)
    {
        builder.AddOptionsFrom<CurrencyOptions>(CurrencyOptions.Section);
        builder.Services.AddScoped<CurrencyConverter>();
    }

    public static void MapCurrencies(this WebApplication app)
    {
        var rates = app.MapGroup("/api/sales/v1/exchange-rates").WithTags("Currencies").RequirePermission(SalesPermissions.Manage)
            .RetryOnConflict<SalesDb>();
        rates.MapGet("/", ListRates.Handle).WithSummary("Lists exchange rates, newest entry first").RequirePermissions("sales");
        rates.MapGet("/conversion", ConvertAmount.Handle).WithSummary("Converts an amount by the rates of a day")
            .RequirePermissions("sales");
        rates.MapPost("/", SetRates.Handle).DisableValidation()
            .WithSummary("Enters or corrects up to 1,000 rates; each item succeeds or fails alone");
    }
}
