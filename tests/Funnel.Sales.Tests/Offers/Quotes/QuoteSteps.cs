using Funnel.Testing;

namespace Funnel.Sales.Tests;

/// <summary>Steps that create and answer quotes.</summary>
internal static class QuoteSteps
{
    public const string Quotes = "/api/sales/v1/quotes";

    public static object Words(string description = "Consulting", decimal quantity = 2, decimal unitPrice = 100, decimal taxRate = 19) =>
        new { description, unit = "hour", quantity, unitPrice, taxRate };

    public static Task<QuoteVersionResponse> Quote(this ServiceUnderTest<Program, SalesDb> sales, Guid deal, object content) =>
        sales.Post<QuoteVersionResponse>($"/api/sales/v1/opportunities/{deal}/quotes", content);

    /// <summary>Sends a quote of 200.00 net and 38.00 tax.</summary>
    public static async Task<QuoteVersionSummary> SentQuote(this ServiceUnderTest<Program, SalesDb> sales, Guid? deal = null,
        string? validUntil = null)
    {
        var draft = await sales.Quote(deal ?? (await sales.Open()).Id, new { lines = new[] { Words() }, validUntil });
        return await sales.Post<QuoteVersionSummary>($"{Quotes}/{draft.Summary.QuoteId}/send", new { });
    }

    public static Task<HttpResponseMessage> Answer(this ServiceUnderTest<Program, SalesDb> sales, QuoteVersionSummary quote, string verb,
        object body) =>
        sales.Post($"{Quotes}/{quote.QuoteId}/versions/{quote.Version}/{verb}", body);
}
