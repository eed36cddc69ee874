using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Sales.Products;

/// <param name="Unit">The unit of sale, such as piece, hour or user.</param>
/// <param name="Billing">How often the product is billed. The price of a recurring product is that of one month or one year.</param>
public sealed record ChangeProductRequest(
    [property: Required, MaxLength(Product.NameLength)] string Name,
    [property: Required, MaxLength(Product.UnitLength)] string Unit,
    Billing Billing);

internal static class ChangeProduct
{
    public static async Task<Results<Ok<ProductResponse>, ProblemHttpResult>> Handle(
        Guid id, ChangeProductRequest request, SalesDb db, CancellationToken cancellation)
    {
        if (await db.Products.FindAsync([id], cancellation) is not { } product)
        {
            return ProductRefusals.NotFound.ToProblem();
        }

        product.Change(request.Name, request.Unit, request.Billing);
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Ok(ProductResponse.Of(product));
    }
}
