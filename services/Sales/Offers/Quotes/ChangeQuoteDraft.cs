using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Sales.Quotes;

/// <summary>Replaces the content of the draft.</summary>
internal static class ChangeQuoteDraft
{
    public static async Task<Results<Ok<QuoteVersionResponse>, ProblemHttpResult>> Handle(
        Guid id, QuoteContentRequest request, SalesDb db, TimeProvider clock, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow().ToMicroseconds();
        if ((await BuildQuoteTerms.ForNextDraft(db, id, request, keepsTerms: false, now, cancellation))
            .IsRefused(out var notBuilt, out var next))
        {
            return notBuilt.ToProblem();
        }

        if (next.Quote.ChangeDraft(next.Terms, now).IsRefused(out var refusal, out var version))
        {
            return refusal.ToProblem();
        }

        await db.SaveChangesAsync(cancellation);
        return TypedResults.Ok(QuoteVersionResponse.Of(next.Quote, version, now));
    }
}
