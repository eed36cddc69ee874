using System.Net.Http.Json;
using System.Text.Json;
using Funnel.Messaging;
using Funnel.ServiceDefaults;
using Funnel.Testing;

namespace Funnel.Sales.Tests;

/// <summary>Steps with products and prices, and PUT requests.</summary>
internal static class ProductSteps
{
    public static Task<HttpResponseMessage> Replace(this ServiceUnderTest<Program, SalesDb> sales, string path, object body,
        string? ifMatch = null)
    {
        var request =
            new HttpRequestMessage(HttpMethod.Put,
                path) { Content = JsonContent.Create(body, options: ServiceUnderTest<Program, SalesDb>.Json) };
        request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        return sales.Http.SendAsync(request);
    }

    /// <summary>Sends a PUT request and reads the response. A failure shows the problem in its message.</summary>
    public static async Task<T> Replace<T>(this ServiceUnderTest<Program, SalesDb> sales, string path, object body)
    {
        using var response = await sales.Replace(path, body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"PUT {path}: {(int)response.StatusCode} {text}");
        return JsonSerializer.Deserialize<T>(text, ServiceUnderTest<Program, SalesDb>.Json)!;
    }

    public static Task<ProductResponse> Sell(this ServiceUnderTest<Program, SalesDb> sales, string name = "Licence",
        Billing billing = Billing.OneOff) =>
        sales.Post<ProductResponse>("/api/sales/v1/products", new { code = Steps.New("P"), name, unit = "user", billing });

    /// <summary>A price book that is not the standard one, so that only lines that name it use it.</summary>
    public static Task<PriceBookResponse> OpenBook(this ServiceUnderTest<Program, SalesDb> sales, string currency = "EUR") =>
        sales.Post<PriceBookResponse>("/api/sales/v1/price-books", new { code = Steps.New("book"), name = "Partners", currency });

    public static Task<BulkResponse> SetPrice(
        this ServiceUnderTest<Program, SalesDb> sales, Guid book, Guid product, decimal? amount, string? validFrom = null) =>
        sales.Post<BulkResponse>($"/api/sales/v1/price-books/{book}/prices",
            new { items = new[] { new { productId = product, amount, validFrom } } });
}
