using System.ComponentModel.DataAnnotations;
using Funnel.Messaging;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Products;

/// <param name="Code">Such as <c>CRM-100</c>: letters and digits, parted by hyphens, dots, slashes or underscores.</param>
/// <param name="Unit">What one of it is: piece, hour, user.</param>
/// <param name="Billing">How often it is paid; its prices are then those of one month or year.</param>
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
        if (await db.Products.SingleOrDefaultAsync(product => product.Code == request.Code, cancellation) is { } known)
        {
            return known.Is(request.Name, request.Unit, request.Billing)
                ? TypedResults.Ok(ProductResponse.Of(known))
                : ProductRefusals.CodeTaken.Because($"'{known.Name}' is {known.Code}.").ToProblem();
        }

        var product = Product.List(request.Code, request.Name, request.Unit, request.Billing, clock.GetUtcNow().ToMicroseconds());
        db.Add(product);
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Created($"/api/sales/v1/products/{product.Id}", ProductResponse.Of(product));
    }
}
