using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Sales.Products;

/// <summary>Takes a product off what is sold, or puts it back.</summary>
internal static class RetireProduct
{
    public static Task<Results<Ok<ProductResponse>, ProblemHttpResult>> Handle(Guid id, SalesDb db, TimeProvider clock, CancellationToken cancellation) =>
        Change(id, db, product => product.Retire(clock.GetUtcNow()), cancellation);

    public static Task<Results<Ok<ProductResponse>, ProblemHttpResult>> Undo(Guid id, SalesDb db, CancellationToken cancellation) =>
        Change(id, db, product => product.BringBack(), cancellation);

    private static async Task<Results<Ok<ProductResponse>, ProblemHttpResult>> Change(
        Guid id, SalesDb db, Action<Product> change, CancellationToken cancellation)
    {
        if (await db.Products.FindAsync([id], cancellation) is not { } product)
        {
            return ProductRefusals.NotFound.ToProblem();
        }

        change(product);
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Ok(ProductResponse.Of(product));
    }
}
