using Funnel.ServiceDefaults;

namespace Funnel.Sales.Quotas;

internal static class QuotaRefusals
{
    public static readonly Refusal NotFound = new("quota-not-found", 404, "The quota does not exist.");

    public static readonly Refusal RepresentativeAndTeam =
        new("quota-of-whom", 422, "A quota belongs to a representative or to a team, not to both.");

    private static readonly Refusal ProductUnknown = new("quota-product-unknown", 422, "The product does not exist.");

    public static Refusal UnknownProduct(Guid product) =>
        ProductUnknown.Because($"`productId` is '{product}', which is not a product's id.");
}
