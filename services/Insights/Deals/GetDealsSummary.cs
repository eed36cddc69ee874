using System.ComponentModel;
using System.Security.Claims;
using Funnel.Insights.Metrics;
using Funnel.Insights.Projections;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Insights.Deals;

/// <summary>Deals closed in a period, and the pace of selling. Money of different currencies is never added.</summary>
/// <param name="WonOwners">Distinct owners who won in the period, in any currency.</param>
public sealed record DealsSummaryResponse(Lineage Lineage, long WonOwners, IReadOnlyList<DealsInCurrency> Currencies);

/// <param name="Groups">The same figures by owner or by channel, where that was asked for.</param>
public sealed record DealsInCurrency(string Currency, DealFigures Figures, IReadOnlyList<DealGroup> Groups);

/// <param name="Key">The owner or the channel; <c>(none)</c> where there is none.</param>
public sealed record DealGroup(string Key, DealFigures Figures);

/// <param name="Won">Deals won in the period.</param>
/// <param name="Lost">Deals lost in the period.</param>
/// <param name="WinRate">Won ÷ (won + lost); open ones don't count. Absent where none was closed.</param>
/// <param name="WinRateByValue">The same by amounts.</param>
/// <param name="AverageDealSize">Won value ÷ won.</param>
/// <param name="CycleDays">Days from created to won, of the deals won in the period.</param>
/// <param name="WonOwners">Distinct owners who won.</param>
/// <param name="Open">Deals open as of asOf, whatever the period.</param>
/// <param name="OpenValue">Their amounts as they stood then.</param>
/// <param name="Velocity">Open now, the rest over the twelve months before asOf, whatever the period.</param>
public sealed record DealFigures(
    long Won, long Lost, decimal? WinRate, decimal WonValue, decimal LostValue, decimal? WinRateByValue,
    decimal? AverageDealSize, decimal? MedianDealSize, Durations CycleDays, long WonOwners, long Open, decimal OpenValue, Velocity Velocity);

internal static class GetDealsSummary
{
    public static async Task<Results<Ok<DealsSummaryResponse>, ProblemHttpResult>> Handle(
        ProjectionReader reader, TimeZones zones, TimeProvider clock, ClaimsPrincipal caller, CancellationToken cancellation,
        [Description("First day of closing.")] DateOnly? from = null,
        [Description("The day after the last day of closing.")] DateOnly? to = null,
        [Description("The deals as they stood then; without it, now.")] DateTimeOffset? asOf = null,
        [Description("Only deals in this currency (ISO 4217).")] string? currency = null,
        [Description("Beside the figures of each currency, those by `owner`, for which one needs `insights.deals`, or by `channel` of the person's first touch.")] string? by = null,
        [Description("IANA name of the zone in which days begin.")] string timeZone = "UTC")
    {
        var now = clock.GetUtcNow();
        if ((await Period.Understand(from, to, asOf, timeZone, zones, now, cancellation)).IsRefused(out var refusal, out var period))
        {
            return refusal.ToProblem();
        }

        if (currency is not null && (currency.Length != 3 || !currency.All(char.IsAsciiLetterUpper)))
        {
            return MetricsRefusals.CurrencyUnknown.ToProblem();
        }

        if (by is not (null or "owner" or "channel"))
        {
            return MetricsRefusals.GroupingUnknown.Because("Known are owner and channel.").ToProblem();
        }

        if (by == "owner" && !caller.May(InsightsPermissions.Deals))
        {
            return HttpRefusals.Forbidden.Because($"Figures by owner need the permission {InsightsPermissions.Deals}.").ToProblem();
        }

        await using var reading = await reader.Open(cancellation,
            "deals.opportunities", "deals.changes", "deals.progress", "funnels.people", "funnels.entries", "funnels.progress");
        return TypedResults.Ok(await new DealsQuery(period, currency, by).Read(reading, cancellation));
    }
}
