using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Sales.Products;

internal static class GetPriceBook
{
    public static async Task<Results<Ok<PriceBookResponse>, ProblemHttpResult>> Handle(Guid id, SalesDb db,
        CancellationToken cancellation) =>
        await db.PriceBooks.FindAsync([id], cancellation) is { } book
            ? TypedResults.Ok(PriceBookResponse.Of(book))
            : ProductRefusals.BookNotFound.ToProblem();
}
