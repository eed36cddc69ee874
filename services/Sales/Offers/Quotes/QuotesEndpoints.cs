using Funnel.Messaging;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Quotes;

internal static class QuotesEndpoints
{
    public static void AddQuotes(this WebApplicationBuilder builder)
    {
        builder.AddOptionsFrom<QuoteOptions>(QuoteOptions.Section);
        builder.Services.AddSingleton<QuotePdf>();
    }

    public static void MapQuotes(this WebApplication app)
    {
        var api = app.MapGroup("/api/sales/v1").WithTags("Quotes").RequirePermissions("sales").RetryOnConflict<SalesDb>();
        api.MapGet("/quotes", ListQuotes.Handle).WithSummary("Lists quotes with their versions, newest first");
        api.MapPost("/opportunities/{id:guid}/quotes", DraftQuote.Begin).VersionedByAnswer<SalesDb, Quote, QuoteVersionResponse>(answer => [answer.Summary.QuoteId]).WithSummary("Begins a quote of an open opportunity with the draft of version 1");

        api.MapGet("/quotes/{id:guid}", ListQuotes.One).Versioned<SalesDb, Quote>(Named).WithSummary("Shows a quote with its versions");
        api.MapPut("/quotes/{id:guid}/draft", DraftQuote.Change).Versioned<SalesDb, Quote>(Named).WithSummary("Changes the draft: all that it says is replaced");
        api.MapPost("/quotes/{id:guid}/send", SendQuote.Handle).Versioned<SalesDb, Quote>(Named).WithSummary("Sends the draft, which never changes again; the version before it is superseded");
        api.MapPost("/quotes/{id:guid}/versions", DraftQuote.Next).Versioned<SalesDb, Quote>(Named).WithSummary("Begins the draft of the next version");
        api.MapGet("/quotes/{id:guid}/versions/{version:int}", GetQuoteVersion.Handle).Versioned<SalesDb, Quote>(Named).WithSummary("Shows a version with its lines and totals");
        api.MapGet("/quotes/{id:guid}/versions/{version:int}/pdf", GetQuoteVersion.Pdf).WithSummary("Gives a version as a PDF document; of a sent one always the same bytes");
        api.MapPost("/quotes/{id:guid}/versions/{version:int}/accept", AnswerQuote.Accept).Versioned<SalesDb, Quote>(Named).WithSummary("Accepts a sent version for the customer, and wins the opportunity with it");
        api.MapPost("/quotes/{id:guid}/versions/{version:int}/decline", AnswerQuote.Decline).Versioned<SalesDb, Quote>(Named).WithSummary("Declines a sent version for the customer");
    }

    private static ValueTask<Quote?> Named(SalesDb db, EndpointFilterInvocationContext context, CancellationToken cancellation) =>
        db.Find(context.GetArgument<Guid>(0), cancellation);
}
