using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Sales.Products;

internal static class GetProduct
{
    public static async Task<Results<Ok<ProductResponse>, ProblemHttpResult>> Handle(Guid id, SalesDb db, CancellationToken cancellation) =>
        await db.Products.FindAsync([id], cancellation) is { } product
            ? TypedResults.Ok(ProductResponse.Of(product))
            : ProductRefusals.NotFound.ToProblem();
}
