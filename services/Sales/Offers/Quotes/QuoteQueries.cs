using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Quotes;

internal static class QuoteQueries
{
    /// <summary>The quotes of the opportunities that the caller may see.</summary>
    public static IQueryable<Quote> VisibleQuotes(this SalesDb db) =>
        db.Quotes.Where(quote => db.Opportunities.Any(opportunity => opportunity.Id == quote.OpportunityId));

    /// <summary>Finds a quote with its versions, without their lines, and with its opportunity.</summary>
    public static Task<Quote?> FindQuote(this SalesDb db, Guid id, CancellationToken cancellation) =>
        db.VisibleQuotes().Include(quote => quote.Versions).Include(quote => quote.Opportunity)
            .SingleOrDefaultAsync(quote => quote.Id == id, cancellation);

    /// <summary>Finds a version that the customer has answered.</summary>
    /// <param name="occurredAt">The time of the answer; null for now.</param>
    public static async Task<Result<QuoteVersionOfQuote>> FindAnswered(
        this SalesDb db, Guid id, int number, DateTimeOffset? occurredAt, DateTimeOffset now, CancellationToken cancellation) =>
        OccurredTimes.Check(now, occurredAt).IsRefused(out var impossible) ? impossible
        : await db.FindQuote(id, cancellation) is not { } quote ? QuoteRefusals.NotFound
        : quote.FindVersion(number) is not { } version ? QuoteRefusals.VersionNotFound
        : new QuoteVersionOfQuote(quote, version);

    public static Task LoadLines(this SalesDb db, QuoteVersion version, CancellationToken cancellation) =>
        db.Entry(version).Collection(loaded => loaded.Lines).LoadAsync(cancellation);
}

internal sealed record QuoteVersionOfQuote(Quote Quote, QuoteVersion Version);
