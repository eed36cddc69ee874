using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Funnel.Sales.Accounts;
using Funnel.Sales.Visibility;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Quotes;

/// <summary>A quote with all its versions.</summary>
/// <param name="Number">The number of the quote, such as <c>Q-000042</c>.</param>
/// <param name="Versions">The versions, the latest first.</param>
public sealed record QuoteResponse(
    Guid Id, string Number, Guid OpportunityId, Guid AccountId, string Currency, DateTimeOffset CreatedAt,
    IReadOnlyList<QuoteVersionSummary> Versions)
{
    internal static QuoteResponse Of(Quote quote, DateTimeOffset now) => new(
        quote.Id, Quote.NumberOf(quote.Number), quote.OpportunityId, quote.AccountId, quote.Currency, quote.CreatedAt,
        [.. quote.Versions.OrderByDescending(version => version.Number).Select(version => QuoteVersionSummary.Of(quote, version, now))]);
}

internal static class ListQuotes
{
    public static async Task<Ok<Page<QuoteResponse>>> Handle(
        SalesDb db, TimeProvider clock, CancellationToken cancellation, Guid? opportunityId = null, Guid? accountId = null,
        [Description(UpdatedAt.Description)] DateTimeOffset? updatedSince = null,
        Guid? after = null,
        [Range(1, Page<QuoteResponse>.LargestLimit)] int limit = Page<QuoteResponse>.DefaultLimit)
    {
        accountId = await MergeRedirects<Account>.Lead(db.Accounts.IgnoringOwnership(), accountId, cancellation);
        var found = db.VisibleQuotes().AsNoTracking();
        found = opportunityId is null ? found : found.Where(quote => quote.OpportunityId == opportunityId);
        found = accountId is null ? found : found.Where(quote => quote.AccountId == accountId);
        found = found.UpdatedSince(updatedSince);
        found = after is null ? found : found.Where(quote => quote.Id < after);
        var quotes = await found.OrderByDescending(quote => quote.Id).Take(limit + 1)
            .Include(quote => quote.Versions).Include(quote => quote.Opportunity).ToListAsync(cancellation);
        var now = clock.GetUtcNow();
        return TypedResults.Ok(Page.Of([.. quotes.Select(quote => QuoteResponse.Of(quote, now))], limit, quote => quote.Id));
    }
}
