using System.ComponentModel.DataAnnotations;
using Funnel.Sales.Currencies;
using Funnel.Sales.Forecasts;
using Funnel.Sales.Pipeline;
using Funnel.Sales.Visibility;
using Funnel.Values;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Funnel.Sales.Performance;

/// <summary>The results of the representatives and teams that the caller may see. Deals without an owner do not count.</summary>
/// <param name="First">The period's first day.</param>
/// <param name="Last">The period's last day.</param>
/// <param name="Currency">The reporting currency of all amounts.</param>
/// <param name="AsOf">The time of the sales velocity. It does not depend on the period.</param>
/// <param name="Teams">The teams of which the caller sees every representative, including the teams below.</param>
/// <param name="Total">All visible representatives together.</param>
/// <param name="Unconverted">Amounts that are missing in the figures, because their currency has no exchange rate.</param>
public sealed record PerformanceResponse(
    string Period, DateOnly First, DateOnly Last, string Currency, DateTimeOffset AsOf,
    IReadOnlyList<RepresentativePerformance> Representatives, IReadOnlyList<TeamPerformance> Teams, TotalPerformance Total,
    IReadOnlyList<UnconvertedAmount> Unconverted);

/// <param name="OwnerId">The representative. A deal counts for its present owner.</param>
public sealed record RepresentativePerformance(
    Guid? OwnerId, string Name, Guid? TeamId, DealCounts Deals, [property: Amount] DealValues Values,
    [property: Amount] SalesVelocity Velocity) : IOwned;

/// <summary>The results of a team's representatives and of the teams below.</summary>
public sealed record TeamPerformance(
    Guid TeamId, string Code, string Name, Guid? ParentId, DealCounts Deals, [property: Amount] DealValues Values,
    [property: Amount] SalesVelocity Velocity);

/// <summary>The results of all visible representatives.</summary>
public sealed record TotalPerformance(
    DealCounts Deals, [property: Amount] DealValues Values, [property: Amount] SalesVelocity Velocity);

/// <summary>The deals that were closed in the period, by number.</summary>
/// <param name="Won">Number of deals won in the period.</param>
/// <param name="Lost">Number of deals lost in the period.</param>
/// <param name="WinRate">Won ÷ (won + lost). Open deals do not count. Null if no deal was closed.</param>
/// <param name="CycleDays">
/// Mean days from creation to winning. Null if no deal was won. A deal that was won before its creation does not count.
/// </param>
public sealed record DealCounts(int Won, int Lost, decimal? WinRate, decimal? CycleDays);

/// <summary>The deals that were closed in the period, by amount.</summary>
/// <param name="Won">Sum of the amounts of the won deals.</param>
/// <param name="Lost">Sum of the amounts of the lost deals.</param>
/// <param name="WinRate">Won amount ÷ (won amount + lost amount). Null if both are 0.</param>
/// <param name="AverageDealSize">Won amount ÷ number of won deals. Null if no deal was won.</param>
public sealed record DealValues(decimal Won, decimal Lost, decimal? WinRate, decimal? AverageDealSize);

/// <summary>
/// Sales velocity V = N × A × W ÷ L: the amount per day that the open deals bring at the pace of the last twelve months.
/// </summary>
/// <param name="Open">N: number of deals that are open now.</param>
/// <param name="AverageDealSize">A: mean amount of the deals won in the last twelve months.</param>
/// <param name="WinRate">W: won ÷ (won + lost) of the last twelve months.</param>
/// <param name="CycleDays">L: mean days from creation to winning, of the deals won in the last twelve months.</param>
/// <param name="PerDay">V. Null if L is 0 or another figure is null.</param>
public sealed record SalesVelocity(int Open, decimal? AverageDealSize, decimal? WinRate, decimal? CycleDays, decimal? PerDay);

internal static class GetPerformance
{
    public static async Task<Ok<PerformanceResponse>> Handle(
        [Required, RegularExpression(ForecastPeriod.Pattern)] string period, SalesDb db, IOptions<ForecastOptions> options,
        CurrencyConverter converter, TimeProvider clock, CancellationToken cancellation)
    {
        var (now, of, setting) = (clock.GetUtcNow(), ForecastPeriod.Of(period), options.Value);
        var (span, yearAgo) = (of.In(setting.Zone), Days.AddMonths(now, -12, setting.Zone));
        var closed = await ClosedDeal.Load(db, span, (yearAgo, now), setting, converter, cancellation);
        var open = await db.Opportunities.Where(deal => deal.Status == OpportunityStatus.Open && deal.OwnerId != null)
            .GroupBy(deal => deal.OwnerId!.Value).Select(deals => new { deals.Key, Count = deals.Count() })
            .ToDictionaryAsync(deals => deals.Key, deals => deals.Count, cancellation);
        var inPeriod = closed.Where(deal => deal.ClosedAt >= span.From && deal.ClosedAt < span.Until).ToLookup(deal => deal.OwnerId);
        var recent = closed.Where(deal => deal.ClosedAt > yearAgo && deal.ClosedAt <= now).ToLookup(deal => deal.OwnerId);
        var hierarchy = await VisibleHierarchy.Load(db, cancellation);
        var sums = hierarchy.Representatives.ToDictionary(person => person.Id, person => new PerformanceSums(
            Sum(inPeriod[person.Id]), Sum(recent[person.Id]), open.GetValueOrDefault(person.Id)));
        var view = new Figures(setting.Currency);
        return TypedResults.Ok(new PerformanceResponse(
            of.Code, of.First, of.Last, setting.Currency, now,
            [.. hierarchy.Representatives.Select(person => view.Of(person.Id, person.Name, person.TeamId, sums[person.Id]))],
            [
                .. hierarchy.Teams.Select(team => view.Of(team, hierarchy.RollUp.Sum(
                    team.Id, PerformanceSums.Zero, (sum, more) => sum + more, person => sums[person], _ => null))),
            ],
            view.Of(sums.Values.Aggregate(PerformanceSums.Zero, (sum, more) => sum + more)), Unconverted(closed)));
    }

    private static DealSums Sum(IEnumerable<ClosedDeal> deals) =>
        deals.Select(DealSums.Of).Aggregate(DealSums.Zero, (sum, more) => sum + more);

    private static List<UnconvertedAmount> Unconverted(IEnumerable<ClosedDeal> deals) =>
    [
        .. deals.Where(deal => deal.Amount is null).GroupBy(deal => deal.Currency).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new UnconvertedAmount(group.Key, group.Sum(deal => deal.OwnAmount), group.Count())),
    ];
}
