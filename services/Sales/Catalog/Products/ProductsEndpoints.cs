using Funnel.Messaging;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Products;

internal static class ProductsEndpoints
{
    public static void MapProducts(this WebApplication app)
    {
        var api = app.MapGroup("/api/sales/v1").WithTags("Products").RequirePermission(Access.SalesManagement).RetryOnConflict<SalesDb>();
        api.MapGet("/products", ListProducts.Handle).WithSummary("Lists products, newest first").RequirePermissions("sales");
        api.MapGet("/products/{id:guid}", ListProducts.One).Versioned<SalesDb, Product>().WithSummary("Shows a product").RequirePermissions("sales");
        api.MapPost("/products", AddProduct.Handle).VersionedByAnswer<SalesDb, Product, ProductResponse>(answer => [answer.Id]).WithSummary("Adds a product, once a code");
        api.MapPut("/products/{id:guid}", ChangeProduct.Handle).Versioned<SalesDb, Product>().WithSummary("Changes a product");
        api.MapPost("/products/{id:guid}/retire", RetireProduct.Handle).Versioned<SalesDb, Product>().WithSummary("Takes a product off what is sold; past deals keep it");
        api.MapPost("/products/{id:guid}/bring-back", RetireProduct.Undo).Versioned<SalesDb, Product>().WithSummary("Puts a retired product back");

        api.MapGet("/price-books", ListPriceBooks.Handle).WithSummary("Lists price books, newest first").RequirePermissions("sales");
        api.MapGet("/price-books/{id:guid}", ListPriceBooks.One).Versioned<SalesDb, PriceBook>().WithSummary("Shows a price book").RequirePermissions("sales");
        api.MapPost("/price-books", AddPriceBook.Handle).VersionedByAnswer<SalesDb, PriceBook, PriceBookResponse>(answer => [answer.Id]).WithSummary("Adds a price book, once a code");
        api.MapPut("/price-books/{id:guid}", ChangePriceBook.Handle).Versioned<SalesDb, PriceBook>().WithSummary("Changes a price book: its name, days, and whether it is in force");
        api.MapGet("/price-books/{id:guid}/prices", ListPrices.Handle).WithSummary("Lists a price book's prices of a day").RequirePermissions("sales");
        api.MapPost("/price-books/{id:guid}/prices", SetPrices.Handle).Versioned<SalesDb, PriceBook>().WithSummary("Sets up to 1,000 prices, each from a day on, or takes them away");
    }
}
