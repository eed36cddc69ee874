using System.ComponentModel;
using System.Security.Claims;
using Funnel.Insights.Metrics;
using Funnel.Insights.Projections;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Insights.Deals;

/// <summary>The deals that were closed in a period, and the sales velocity. Amounts of different currencies are never added up.</summary>
/// <param name="WonOwners">Number of owners who won a deal in the period, in any currency.</param>
public sealed record DealsSummaryResponse(Lineage Lineage, Freshness Freshness, long WonOwners, IReadOnlyList<DealsInCurrency> Currencies);

/// <summary>The figures of one currency.</summary>
/// <param name="Groups">The same figures by owner or by channel. Empty without <c>by</c>.</param>
public sealed record DealsInCurrency(string Currency, DealFigures Figures, IReadOnlyList<DealGroup> Groups);

/// <summary>The figures of one owner or one channel.</summary>
/// <param name="Key">The owner or the channel. <c>(none)</c> if the deals have no owner or channel.</param>
public sealed record DealGroup(string Key, DealFigures Figures);

/// <summary>The figures of closed and open deals.</summary>
/// <remarks>
/// Without the permission <c>insights.deals</c>, amounts are shown only for one closed month in UTC (<c>from</c> and <c>to</c> are first
/// days of consecutive months), without <c>currency</c> and <c>asOf</c>, and only if at least five deals of a channel were won or lost. A
/// shown amount changes only when five of its deals changed. Totals are sums of the shown channels. The median, the open value and the
/// amounts of the velocity are absent.
/// </remarks>
/// <param name="Won">Number of deals won in the period.</param>
/// <param name="Lost">Number of deals lost in the period.</param>
/// <param name="WinRate">Won ÷ (won + lost). Open deals do not count. Absent if no deal was closed.</param>
/// <param name="WonValue">Sum of the amounts of the deals won in the period. Absent if the caller may not see it.</param>
/// <param name="LostValue">Sum of the amounts of the deals lost in the period. Absent if the caller may not see it.</param>
/// <param name="WinRateByValue">Won value ÷ (won value + lost value).</param>
/// <param name="AverageDealSize">Won value ÷ won. Absent if no deal was won.</param>
/// <param name="CycleDays">Days from creation to winning, of the deals won in the period.</param>
/// <param name="WonOwners">Number of owners who won a deal in the period.</param>
/// <param name="Open">Number of deals open as of <c>asOf</c>. The period does not apply.</param>
/// <param name="OpenValue">Sum of the amounts of the open deals as of <c>asOf</c>. Needs the permission <c>insights.deals</c>.</param>
/// <param name="Velocity">Sales velocity as of <c>asOf</c>, over the twelve months before it. The period does not apply.</param>
public sealed record DealFigures(
    long Won, long Lost, decimal? WinRate, decimal? WonValue, decimal? LostValue, decimal? WinRateByValue,
    decimal? AverageDealSize, decimal? MedianDealSize, Durations CycleDays, long WonOwners, long Open, decimal? OpenValue,
    Velocity Velocity);

internal static class GetDealsSummary
{
    public static async Task<Results<Ok<DealsSummaryResponse>, ProblemHttpResult>> Handle(
        ProjectionReader reader, PublishedAmounts amounts, TimeProvider clock, ClaimsPrincipal caller,
        HttpResponse response, CancellationToken cancellation,
        [Description("First day of the period in which the deals were closed.")] DateOnly? from = null,
        [Description("The day after the last day of the period.")] DateOnly? to = null,
        [Description("Shows the figures as of this time. Defaults to now.")] DateTimeOffset? asOf = null,
        [Description("Only deals in this ISO 4217 currency.")] string? currency = null,
        [Description("Adds figures by `owner` or by `channel` of the person's first touch. `owner` needs the permission `insights.deals`.")]
        string? by = null,
        [Description("IANA name of the time zone in which days begin.")] string timeZone = "UTC",
        [Description("`complete` refuses the report with 503 unless it includes all events that the services have recorded.")]
        string? require = null)
    {
        var now = clock.GetUtcNow();
        if (Period.Resolve(from, to, asOf, timeZone, now).IsRefused(out var refusal, out var period))
        {
            return refusal.ToProblem();
        }

        if (currency is not null && (currency.Length != 3 || !currency.All(char.IsAsciiLetterUpper)))
        {
            return MetricsRefusals.CurrencyUnknown(currency).ToProblem();
        }

        if (by is not (null or "owner" or "channel"))
        {
            return MetricsRefusals.GroupingUnknown(by, "owner and channel").ToProblem();
        }

        if (by == "owner" && !caller.May(InsightsPermissions.Deals))
        {
            return HttpRefusals.Forbidden.Because($"`by` is 'owner', which needs the permission {InsightsPermissions.Deals}.").ToProblem();
        }

        var seesAmounts = caller.May(InsightsPermissions.Deals);
        var published = !seesAmounts && PublishedAmounts.MonthOf(from, to, asOf, currency, timeZone, now) is { } month
            ? await amounts.Of(month, now, cancellation)
            : [];
        await using var reading = await reader.Open(cancellation, "deals.opportunities", "deals.changes", "deals.progress",
            "deals.freshness", "funnels.people", "funnels.channels", "funnels.entries", "funnels.progress", "funnels.freshness");
        var freshness = await (by == "channel"
            ? Freshness.Of(reading, cancellation, "deals", "funnels") : Freshness.Of(reading, cancellation, "deals"));
        if (freshness.Check(require, response).IsRefused(out var incomplete))
        {
            return incomplete.ToProblem();
        }

        var report = await new DealsQuery(period, currency, by).Read(reading, freshness, cancellation);
        return TypedResults.Ok(seesAmounts ? report : PublishedAmounts.Restrict(report, published));
    }
}
