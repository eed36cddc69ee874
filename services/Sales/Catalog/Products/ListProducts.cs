using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Products;

/// <param name="Unit">The unit of sale, such as piece, hour or user.</param>
/// <param name="Billing">How often the product is billed.</param>
/// <param name="RetiredAt">The time from which the product is not sold any more. Null while it is sold.</param>
public sealed record ProductResponse(
    Guid Id, string Code, string Name, string Unit, Billing Billing, DateTimeOffset CreatedAt, DateTimeOffset? RetiredAt)
{
    internal static ProductResponse Of(Product product) =>
        new(product.Id, product.Code, product.Name, product.Unit, product.Billing, product.CreatedAt, product.RetiredAt);
}

internal static class ListProducts
{
    public static async Task<Ok<Page<ProductResponse>>> Handle(
        SalesDb db, CancellationToken cancellation, bool? retired = null,
        [MinLength(1), MaxLength(Product.CodeLength), RegularExpression(Product.CodePattern)] string? code = null,
        [Description(UpdatedAt.Description)] DateTimeOffset? updatedSince = null,
        Guid? after = null,
        [Range(1, Page<ProductResponse>.LargestLimit)] int limit = Page<ProductResponse>.DefaultLimit)
    {
        var found = db.Products.AsNoTracking();
        found = retired is null ? found : found.Where(product => product.RetiredAt != null == retired);
        found = code is null ? found : found.Where(product => product.Code == code);
        found = found.UpdatedSince(updatedSince);
        found = after is null ? found : found.Where(product => product.Id < after);
        var items = await found.OrderByDescending(product => product.Id).Take(limit + 1).ToListAsync(cancellation);
        return TypedResults.Ok(Page.Of([.. items.Select(ProductResponse.Of)], limit, item => item.Id));
    }
}
