using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Sales.Quotes;

/// <summary>
/// Creates the draft of the next version. It keeps the lines and the terms of the latest version, unless the request has its own.
/// </summary>
internal static class CreateQuoteVersion
{
    public static async Task<Results<Created<QuoteVersionResponse>, ProblemHttpResult>> Handle(
        Guid id, QuoteContentRequest request, SalesDb db, TimeProvider clock, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow().ToMicroseconds();
        if ((await BuildQuoteTerms.ForNextDraft(db, id, request, keepsTerms: true, now, cancellation))
            .IsRefused(out var notBuilt, out var next))
        {
            return notBuilt.ToProblem();
        }

        if (next.Quote.DraftNext(next.Terms, now).IsRefused(out var refusal, out var version))
        {
            return refusal.ToProblem();
        }

        await db.SaveChangesAsync(cancellation);
        return TypedResults.Created($"/api/sales/v1/quotes/{id}/versions/{version.Number}",
            QuoteVersionResponse.Of(next.Quote, version, now));
    }
}
