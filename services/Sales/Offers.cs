using Funnel.Sales.Currencies;
using Funnel.Sales.Products;
using Funnel.Sales.Quotes;

namespace Funnel.Sales;

/// <summary>What is sold, at which price, in which currency, and what was offered to whom.</summary>
internal static class Offers
{
    public static void AddOffers(this WebApplicationBuilder builder)
    {
        builder.AddCurrencies();
        builder.AddQuotes();
    }

    public static void MapOffers(this WebApplication app)
    {
        app.MapCurrencies();
        app.MapProducts();
        app.MapQuotes();
    }
}
