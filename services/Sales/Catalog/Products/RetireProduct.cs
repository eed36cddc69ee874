using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Sales.Products;

internal static class RetireProduct
{
    public static async Task<Results<Ok<ProductResponse>, ProblemHttpResult>> Handle(
        Guid id, SalesDb db, TimeProvider clock, CancellationToken cancellation)
    {
        if (await db.Products.FindAsync([id], cancellation) is not { } product)
        {
            return ProductRefusals.NotFound.ToProblem();
        }

        product.Retire(clock.GetUtcNow());
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Ok(ProductResponse.Of(product));
    }
}
