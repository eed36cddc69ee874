using Funnel.Messaging;
using Funnel.Sales.Pipeline;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Quotes;

/// <summary>Begins a quote of an open opportunity, changes its draft, or begins its next version.</summary>
/// <remarks>Only for who sees its amounts: a discount that is refused as too large tells what it would be taken from.</remarks>
internal static class DraftQuote
{
    public static async Task<Results<Created<QuoteVersionResponse>, ProblemHttpResult>> Begin(
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
        if ((await QuoteWriting.Write(db, request, QuoteWriting.Again(lines), opportunity.Currency, now, cancellation)).IsRefused(out var refusal, out var terms))
        {
            return refusal.ToProblem();
        }

        var quote = Quote.For(opportunity, terms, now);
        db.Add(quote);
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Created($"/api/sales/v1/quotes/{quote.Id}/versions/1", QuoteVersionResponse.Of(quote, quote.Latest, now));
    }

    public static async Task<Results<Ok<QuoteVersionResponse>, ProblemHttpResult>> Change(
        Guid id, QuoteContentRequest request, SalesDb db, TimeProvider clock, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow().ToMicroseconds();
        if ((await Write(id, request, db, (quote, terms) => quote.ChangeDraft(terms, now), now, cancellation)).IsRefused(out var refusal, out var drafted))
        {
            return refusal.ToProblem();
        }

        return TypedResults.Ok(drafted);
    }

    public static async Task<Results<Created<QuoteVersionResponse>, ProblemHttpResult>> Next(
        Guid id, QuoteContentRequest request, SalesDb db, TimeProvider clock, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow().ToMicroseconds();
        if ((await Write(id, request, db, (quote, terms) => quote.DraftNext(terms, now), now, cancellation)).IsRefused(out var refusal, out var drafted))
        {
            return refusal.ToProblem();
        }

        return TypedResults.Created($"/api/sales/v1/quotes/{id}/versions/{drafted.Summary.Version}", drafted);
    }

    private static async Task<Result<QuoteVersionResponse>> Write(
        Guid id, QuoteContentRequest request, SalesDb db, Func<Quote, QuoteTerms, Result<QuoteVersion>> draft, DateTimeOffset now, CancellationToken cancellation)
    {
        if (await db.Find(id, cancellation) is not { } quote)
        {
            return QuoteRefusals.NotFound;
        }

        if (!db.Sight.ShowsAmountsOf(quote.Opportunity.OwnerId))
        {
            return QuoteRefusals.AmountsHidden;
        }

        await db.LoadLines(quote.Latest, cancellation);
        if ((await QuoteWriting.Write(db, request, QuoteWriting.Again(quote.Latest.Lines), quote.Currency, now, cancellation)).IsRefused(out var unwritten, out var terms))
        {
            return unwritten;
        }

        if (draft(quote, terms).IsRefused(out var refusal, out var version))
        {
            return refusal;
        }

        await db.SaveChangesAsync(cancellation);
        return QuoteVersionResponse.Of(quote, version, now);
    }
}
