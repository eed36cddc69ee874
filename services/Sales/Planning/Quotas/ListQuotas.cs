using System.ComponentModel.DataAnnotations;
using Funnel.Sales.Currencies;
using Funnel.Sales.Forecasts;
using Funnel.Sales.Visibility;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Funnel.Sales.Quotas;

/// <summary>A quota and how much of it has been won.</summary>
/// <param name="RepresentativeId">The representative. Null for the quota of a team or of the company.</param>
/// <param name="TeamId">The team. Null for the quota of a representative or of the company.</param>
/// <param name="ProductId">The product that counts. Null if every product counts.</param>
/// <param name="Quota">The amount to win in the period.</param>
/// <param name="Won">The amount won in the period so far. A team's amount includes the teams below it.</param>
/// <param name="Attainment">Won ÷ quota. Null if the quota is 0.</param>
/// <param name="OpenPipeline">The amount of the open deals that are expected to close in the period.</param>
/// <param name="Coverage">Open pipeline ÷ (quota − won). Null if the quota is reached.</param>
public sealed record QuotaAttainment(
    Guid Id, Guid? RepresentativeId, Guid? TeamId, Guid? ProductId,
    [property: Amount] decimal Quota, [property: Amount] decimal Won, [property: Amount] decimal? Attainment,
    [property: Amount] decimal OpenPipeline, [property: Amount] decimal? Coverage);

/// <param name="Currency">The reporting currency of all amounts.</param>
/// <param name="Unconverted">Amounts that are missing in the figures, because their currency has no exchange rate.</param>
public sealed record QuotasResponse(
    string Period, string Currency, IReadOnlyList<QuotaAttainment> Items, IReadOnlyList<UnconvertedAmount> Unconverted);

internal static class ListQuotas
{
    public static async Task<Ok<QuotasResponse>> Handle(
        [Required, RegularExpression(ForecastPeriod.Pattern)] string period, SalesDb db, IOptions<ForecastOptions> options,
        CurrencyConverter converter, TimeProvider clock, CancellationToken cancellation)
    {
        var (now, of, setting) = (clock.GetUtcNow(), ForecastPeriod.Of(period), options.Value);
        var hierarchy = await VisibleHierarchy.Load(db, cancellation);
        var quotas = await db.Quotas.AsNoTracking().Where(quota => quota.Period == period).OrderBy(quota => quota.Id)
            .ToListAsync(cancellation);
        var forecast = await ForecastByOwner.Load(db, of, null, setting, converter, now, cancellation);
        List<Guid> products = [.. quotas.Select(quota => quota.ProductId).OfType<Guid>().Distinct()];
        var byProduct = await ForecastByProduct.Load(db, products, of, setting, converter, now, cancellation);
        return TypedResults.Ok(new QuotasResponse(
            period, setting.Currency,
            [
                .. from quota in quotas
                   where GetQuota.IsVisible(quota, hierarchy, db.Sight)
                   select Measure(quota, Figures(quota, hierarchy, quota.ProductId is { } product ? byProduct[product] : forecast)),
            ],
            forecast.Unconverted));
    }

    private static ForecastFigures Figures(Quota quota, VisibleHierarchy hierarchy, ForecastByOwner forecast) =>
        quota.RepresentativeId is { } representative ? forecast.Of(representative)
        : quota.TeamId is { } team
            ? hierarchy.RollUp.Sum(team, ForecastFigures.Zero, (sum, more) => sum + more, forecast.Of, _ => null)
        : forecast.Total;

    private static QuotaAttainment Measure(Quota quota, ForecastFigures figures) => new(
        quota.Id, quota.RepresentativeId, quota.TeamId, quota.ProductId, quota.Amount, figures.Closed,
        GetAccuracy.Ratio(figures.Closed, quota.Amount), figures.OpenPipeline,
        GetAccuracy.Ratio(figures.OpenPipeline, quota.Amount - figures.Closed));
}
