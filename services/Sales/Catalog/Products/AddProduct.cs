using System.ComponentModel.DataAnnotations;
using Funnel.Messaging;
using Funnel.ServiceDefaults;
using Funnel.Values;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Products;

/// <param name="Code">
/// The unique code of the product, such as <c>CRM-100</c>: letters and digits, separated by hyphens, dots, slashes or underscores.
/// It never changes.
/// </param>
/// <param name="Unit">The unit of sale, such as piece, hour or user.</param>
/// <param name="Billing">How often the product is billed. The price of a recurring product is that of one month or one year.</param>
public sealed record AddProductRequest(
    [property: Required, MaxLength(Product.CodeLength), RegularExpression(Product.CodePattern)] string Code,
    [property: Required, MaxLength(Product.NameLength)] string Name,
    [property: Required, MaxLength(Product.UnitLength)] string Unit = "piece",
    Billing Billing = Billing.OneOff);

internal static class AddProduct
{
    public static async Task<Results<Created<ProductResponse>, Ok<ProductResponse>, ProblemHttpResult>> Handle(
        AddProductRequest request, SalesDb db, TimeProvider clock, CancellationToken cancellation)
    {
        var key = TextKey.Identity(request.Code);
        if (await db.Products.SingleOrDefaultAsync(product => product.CodeKey == key, cancellation) is { } known)
        {
            return known.HasTerms(request.Name, request.Unit, request.Billing)
                ? TypedResults.Ok(ProductResponse.Of(known))
                : ProductRefusals.CodeIsTaken(known).ToProblem();
        }

        var product = Product.Create(request.Code, request.Name, request.Unit, request.Billing, clock.GetUtcNow().ToMicroseconds());
        db.Add(product);
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Created($"/api/sales/v1/products/{product.Id}", ProductResponse.Of(product));
    }
}
