using Funnel.Sales.Forecasts;
using Funnel.Sales.Visibility;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace Funnel.Sales.Quotas;

/// <param name="RepresentativeId">The representative. Null for the quota of a team or of the company.</param>
/// <param name="TeamId">The team. Null for the quota of a representative or of the company.</param>
/// <param name="ProductId">The product that counts. Null if every product counts.</param>
/// <param name="Amount">The amount to win in the period.</param>
/// <param name="Currency">The reporting currency.</param>
public sealed record QuotaResponse(
    Guid Id, string Period, Guid? RepresentativeId, Guid? TeamId, Guid? ProductId, [property: Amount] decimal Amount, string Currency)
{
    internal static QuotaResponse Of(Quota quota, string currency) =>
        new(quota.Id, quota.Period, quota.RepresentativeId, quota.TeamId, quota.ProductId, quota.Amount, currency);
}

internal static class GetQuota
{
    public static async Task<Results<Ok<QuotaResponse>, ProblemHttpResult>> Handle(
        Guid id, SalesDb db, IOptions<ForecastOptions> options, CancellationToken cancellation) =>
        await db.Quotas.FindAsync([id], cancellation) is { } quota
            && IsVisible(quota, await VisibleHierarchy.Load(db, cancellation), db.Sight)
            ? TypedResults.Ok(QuotaResponse.Of(quota, options.Value.Currency))
            : QuotaRefusals.NotFound.ToProblem();

    /// <summary>The quota of the company is visible to callers who see all records.</summary>
    public static bool IsVisible(Quota quota, VisibleHierarchy hierarchy, Sight sight) =>
        quota.RepresentativeId is null && quota.TeamId is null ? sight.SeesAll : hierarchy.Sees(quota.RepresentativeId, quota.TeamId);
}
