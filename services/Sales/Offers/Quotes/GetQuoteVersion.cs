using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Sales.Quotes;

internal static class GetQuoteVersion
{
    public static async Task<Results<Ok<QuoteVersionResponse>, ProblemHttpResult>> Handle(
        Guid id, int version, SalesDb db, TimeProvider clock, CancellationToken cancellation)
    {
        if (await db.FindQuote(id, cancellation) is not { } quote)
        {
            return QuoteRefusals.NotFound.ToProblem();
        }

        if (quote.FindVersion(version) is not { } found)
        {
            return QuoteRefusals.VersionNotFound.ToProblem();
        }

        await db.LoadLines(found, cancellation);
        return TypedResults.Ok(QuoteVersionResponse.Of(quote, found, clock.GetUtcNow()));
    }
}
