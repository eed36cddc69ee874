using Funnel.ServiceDefaults;

namespace Funnel.Sales.Products;

internal static class ProductsEndpoints
{
    public static void MapProducts(this WebApplication app)
    {
        var api = app.MapGroup("/api/sales/v1").WithTags("Products").RequirePermission(SalesPermissions.Manage).RetryOnConflict<SalesDb>();
        api.MapGet("/products", ListProducts.Handle).RequirePermissions("sales")
            .WithSummary("Lists products, newest first");
        api.MapGet("/products/{id:guid}", GetProduct.Handle).Versioned<SalesDb, Product>().RequirePermissions("sales")
            .WithSummary("Shows a product");
        api.MapPost("/products", AddProduct.Handle).VersionedByAnswer<SalesDb, Product, ProductResponse>(answer => [answer.Id])
            .WithSummary("Adds a product, or returns the existing one if the request repeats it");
        api.MapPut("/products/{id:guid}", ChangeProduct.Handle).Versioned<SalesDb, Product>()
            .WithSummary("Changes a product");
        api.MapPost("/products/{id:guid}/retire", RetireProduct.Handle).Versioned<SalesDb, Product>()
            .WithSummary("Retires a product; past deals keep it");
        api.MapPost("/products/{id:guid}/bring-back", BringBackProduct.Handle).Versioned<SalesDb, Product>()
            .WithSummary("Brings back a retired product");

        api.MapGet("/price-books", ListPriceBooks.Handle).RequirePermissions("sales")
            .WithSummary("Lists price books, newest first");
        api.MapGet("/price-books/{id:guid}", GetPriceBook.Handle).Versioned<SalesDb, PriceBook>().RequirePermissions("sales")
            .WithSummary("Shows a price book");
        api.MapPost("/price-books", AddPriceBook.Handle).VersionedByAnswer<SalesDb, PriceBook, PriceBookResponse>(answer => [answer.Id])
            .WithSummary("Adds a price book, or returns the existing one if the request repeats it");
        api.MapPut("/price-books/{id:guid}", ChangePriceBook.Handle).Versioned<SalesDb, PriceBook>()
            .WithSummary("Changes the name, period and state of a price book");
        api.MapGet("/price-books/{id:guid}/prices", ListPrices.Handle).RequirePermissions("sales")
            .WithSummary("Lists the prices of a price book on a day");
        api.MapPost("/price-books/{id:guid}/prices", SetPrices.Handle).DisableValidation().Versioned<SalesDb, PriceBook>()
            .WithSummary("Sets or deletes up to 1,000 prices");
    }
}
