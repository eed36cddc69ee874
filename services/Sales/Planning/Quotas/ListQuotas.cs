using System.ComponentModel.DataAnnotations;
using Funnel.Sales.Currencies;
using Funnel.Sales.Forecasts;
using Funnel.Sales.Visibility;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Funnel.Sales.Quotas;

/// <param name="RepresentativeId">Whose; absent for a team's and for the company's.</param>
/// <param name="ProductId">Absent where everything that is sold counts.</param>
/// <param name="Currency">The reporting currency.</param>
public sealed record QuotaState(Guid Id, string Period, Guid? RepresentativeId, Guid? TeamId, Guid? ProductId, [property: Amount] decimal Amount, string Currency)
{
    internal static QuotaState Of(Quota quota, string currency) => new(quota.Id, quota.Period, quota.RepresentativeId, quota.TeamId, quota.ProductId, quota.Amount, currency);
}

/// <summary>A quota and how much of it has been won.</summary>
/// <param name="Quota">To be won in the period.</param>
/// <param name="Won">Won in the period so far, by the representative, or by the team and those below it.</param>
/// <param name="Attainment">Won ÷ quota; absent where the quota is 0.</param>
/// <param name="ProductId">Only what is sold of this product counts; everything where it is absent.</param>
/// <param name="OpenPipeline">Open, and expected to close in the period.</param>
/// <param name="Coverage">Open pipeline ÷ (quota − won); absent where nothing is left to be won.</param>
public sealed record QuotaAttainment(
    Guid Id, Guid? RepresentativeId, Guid? TeamId, Guid? ProductId, [property: Amount] decimal Quota, [property: Amount] decimal Won, [property: Amount] decimal? Attainment,
    [property: Amount] decimal OpenPipeline, [property: Amount] decimal? Coverage);

/// <param name="Unconverted">Amounts that are in no figure, because their currency has no rate: unknown, never 0.</param>
public sealed record QuotasResponse(
    string Period, string Currency, IReadOnlyList<QuotaAttainment> Items, IReadOnlyList<UnconvertedAmount> Unconverted);

internal static class ListQuotas
{
    private static readonly Refusal NotFound = new("quota-not-found", 404, "There is no such quota.");

    public static async Task<Ok<QuotasResponse>> Handle(
        [Required, RegularExpression(ForecastPeriod.Pattern)] string period, SalesDb db, IOptions<ForecastOptions> options, CurrencyConverter converter, TimeProvider clock, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var hierarchy = await Hierarchy.Load(db, cancellation);
        var quotas = await db.Quotas.AsNoTracking().Where(quota => quota.Period == period).OrderBy(quota => quota.Id).ToListAsync(cancellation);
        var basis = await ForecastBasis.Load(db, ForecastPeriod.Of(period), null, options.Value, converter, now, cancellation);
        var products = await ProductFigures.Load(db, [.. quotas.Select(quota => quota.ProductId).OfType<Guid>().Distinct()], ForecastPeriod.Of(period), options.Value, converter, now, cancellation);
        return TypedResults.Ok(new QuotasResponse(period, options.Value.Currency,
            [.. quotas.Where(quota => Sees(quota, hierarchy, db.Sight)).Select(quota => Of(quota, Figures(quota, hierarchy, quota.ProductId is { } product ? products[product] : basis)))], basis.Unconverted));
    }

    public static async Task<Results<Ok<QuotaState>, ProblemHttpResult>> Show(Guid id, SalesDb db, IOptions<ForecastOptions> options, CancellationToken cancellation) =>
        await db.Quotas.FindAsync([id], cancellation) is { } quota && Sees(quota, await Hierarchy.Load(db, cancellation), db.Sight)
            ? TypedResults.Ok(QuotaState.Of(quota, options.Value.Currency))
            : NotFound.ToProblem();

    /// <summary>The company's is for who sees all.</summary>
    private static bool Sees(Quota quota, Hierarchy hierarchy, Sight sight) =>
        quota.RepresentativeId is null && quota.TeamId is null ? sight.SeesAll : hierarchy.Sees(quota.RepresentativeId, quota.TeamId);

    private static ForecastFigures Figures(Quota quota, Hierarchy hierarchy, ForecastBasis basis) =>
        quota.RepresentativeId is { } person ? basis.Owned.GetValueOrDefault(person, ForecastFigures.Zero)
        : quota.TeamId is { } team ? hierarchy.RollUp.Sum(team, ForecastFigures.Zero, (sum, more) => sum + more, one => basis.Owned.GetValueOrDefault(one, ForecastFigures.Zero), _ => null)
        : basis.Total;

    private static QuotaAttainment Of(Quota quota, ForecastFigures figures) => new(
        quota.Id, quota.RepresentativeId, quota.TeamId, quota.ProductId, quota.Amount, figures.Closed, GetAccuracy.Ratio(figures.Closed, quota.Amount),
        figures.OpenPipeline, GetAccuracy.Ratio(figures.OpenPipeline, quota.Amount - figures.Closed));
}
