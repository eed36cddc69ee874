using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Sales.Quotes;

internal static class GetQuote
{
    public static async Task<Results<Ok<QuoteResponse>, ProblemHttpResult>> Handle(
        Guid id, SalesDb db, TimeProvider clock, CancellationToken cancellation) =>
        await db.FindQuote(id, cancellation) is { } quote
            ? TypedResults.Ok(QuoteResponse.Of(quote, clock.GetUtcNow()))
            : QuoteRefusals.NotFound.ToProblem();
}
