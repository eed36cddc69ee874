using Funnel.Sales.Pipeline;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Quotes;

/// <summary>Creates a quote for an open opportunity, with the draft of version 1.</summary>
/// <remarks>
/// The caller must see the opportunity's amounts, because the refusal of a discount shows the amount that it is taken from.
/// </remarks>
internal static class CreateQuote
{
    public static async Task<Results<Created<QuoteVersionResponse>, ProblemHttpResult>> Handle(
        Guid id, QuoteContentRequest request, SalesDb db, TimeProvider clock, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow().ToMicroseconds();
        if (await db.Opportunities.FindAsync([id], cancellation) is not { } opportunity)
        {
            return PipelineRefusals.NotFound.ToProblem();
        }

        if (opportunity.Status != OpportunityStatus.Open)
        {
            return PipelineRefusals.AlreadyClosed(opportunity).ToProblem();
        }

        if (!db.Sight.ShowsAmountsOf(opportunity.OwnerId))
        {
            return QuoteRefusals.AmountsHidden.ToProblem();
        }

        var lines = request.Lines is null
            ? await db.Set<OpportunityLine>().AsNoTracking().Where(line => line.OpportunityId == id).ToListAsync(cancellation) : [];
        var address = request.RecipientAddress ?? await db.Quotes.Where(quote => quote.AccountId == opportunity.AccountId)
            .SelectMany(quote => quote.Versions).Where(version => version.RecipientAddress != null)
            .OrderByDescending(version => version.CreatedAt).Select(version => version.RecipientAddress)
            .FirstOrDefaultAsync(cancellation);
        var content = request with { RecipientAddress = address };
        if ((await BuildQuoteTerms.Build(db, content, BuildQuoteTerms.CopyOf(lines), opportunity.Currency, now, cancellation))
            .IsRefused(out var refusal, out var terms))
        {
            return refusal.ToProblem();
        }

        var quote = Quote.Create(opportunity, terms, now);
        db.Add(quote);
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Created($"/api/sales/v1/quotes/{quote.Id}/versions/1", QuoteVersionResponse.Of(quote, quote.Latest, now));
    }
}
