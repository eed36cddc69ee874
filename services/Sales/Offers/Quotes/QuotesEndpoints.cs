using Funnel.ServiceDefaults;

namespace Funnel.Sales.Quotes;

internal static class QuotesEndpoints
{
    public static void AddQuotes(this WebApplicationBuilder builder)
    {
        builder.AddOptionsFrom<QuoteOptions>(QuoteOptions.Section);
        builder.Services.AddSingleton<QuoteFonts>().AddSingleton<QuotePdf>();
    }

    public static void MapQuotes(this WebApplication app)
    {
        var api = app.MapGroup("/api/sales/v1").WithTags("Quotes").RequirePermissions("sales").RetryOnConflict<SalesDb>();
        api.MapGet("/quotes", ListQuotes.Handle)
            .WithSummary("Lists quotes with their versions, newest first");
        api.MapPost("/opportunities/{id:guid}/quotes", CreateQuote.Handle)
            .VersionedByAnswer<SalesDb, Quote, QuoteVersionResponse>(answer => [answer.Summary.QuoteId])
            .WithSummary("Creates a quote for an open opportunity, with the draft of version 1");

        api.MapGet("/quotes/{id:guid}", GetQuote.Handle).Versioned<SalesDb, Quote>(QuoteOfRoute)
            .WithSummary("Shows a quote with its versions");
        api.MapPut("/quotes/{id:guid}/draft", ChangeQuoteDraft.Handle).Versioned<SalesDb, Quote>(QuoteOfRoute)
            .WithSummary("Replaces the content of the draft");
        api.MapPost("/quotes/{id:guid}/send", SendQuote.Handle).Versioned<SalesDb, Quote>(QuoteOfRoute)
            .WithSummary("Sends the draft; it replaces the previous version and never changes again");
        api.MapPost("/quotes/{id:guid}/versions", CreateQuoteVersion.Handle).Versioned<SalesDb, Quote>(QuoteOfRoute)
            .WithSummary("Creates the draft of the next version");
        api.MapGet("/quotes/{id:guid}/versions/{version:int}", GetQuoteVersion.Handle).Versioned<SalesDb, Quote>(QuoteOfRoute)
            .WithSummary("Shows a version with its lines and totals");
        api.MapGet("/quotes/{id:guid}/versions/{version:int}/pdf", GetQuotePdf.Handle)
            .WithSummary("Returns a version as a PDF document; the document of a sent version never changes");
        api.MapPost("/quotes/{id:guid}/versions/{version:int}/accept", AcceptQuote.Handle).Versioned<SalesDb, Quote>(QuoteOfRoute)
            .WithSummary("Records that the customer accepted a sent version, and wins the opportunity");
        api.MapPost("/quotes/{id:guid}/versions/{version:int}/decline", DeclineQuote.Handle).Versioned<SalesDb, Quote>(QuoteOfRoute)
            .WithSummary("Records that the customer declined a sent version");
    }

    private static ValueTask<Quote?> QuoteOfRoute(SalesDb db, EndpointFilterInvocationContext context, CancellationToken cancellation) =>
        new(db.FindQuote(context.GetArgument<Guid>(0), cancellation));
}
