using System.ComponentModel.DataAnnotations;
using Funnel.Insights.Metrics;
using Funnel.Insights.Projections;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Insights.Deals;

/// <param name="From">First day of closing.</param>
/// <param name="To">The day after the last day of closing.</param>
/// <param name="AsOf">The deals as they stood then; now where it is absent.</param>
/// <param name="Currency">Only deals in this currency (ISO 4217).</param>
/// <param name="By">Beside the figures of each currency, those by <c>owner</c> or by <c>channel</c> of the person's first touch.</param>
/// <param name="TimeZone">IANA name of the zone in which days begin; UTC where it is absent.</param>
public sealed record DealsSummaryRequest(
    DateOnly? From,
    DateOnly? To,
    DateTimeOffset? AsOf,
    [property: MaxLength(10)] string? Currency,
    [property: MaxLength(50)] string? By,
    [property: MaxLength(100)] string? TimeZone);

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
        [AsParameters] DealsSummaryRequest request, ProjectionReader reader, TimeZones zones, TimeProvider clock, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        if ((await Period.Understand(request.From, request.To, request.AsOf, request.TimeZone, zones, now, cancellation)).IsRefused(out var refusal, out var period))
        {
            return refusal.ToProblem();
        }

        if (request.Currency is { } currency && (currency.Length != 3 || !currency.All(char.IsAsciiLetterUpper)))
        {
            return MetricsRefusals.CurrencyUnknown.ToProblem();
        }

        if (request.By is not (null or "owner" or "channel"))
        {
            return MetricsRefusals.GroupingUnknown.Because("Known are owner and channel.").ToProblem();
        }

        await using var reading = await reader.Open(cancellation,
            "deals.opportunities", "deals.changes", "deals.progress", "funnels.people", "funnels.entries", "funnels.progress");
        return TypedResults.Ok(await new DealsQuery(period, request.Currency, request.By).Read(reading, cancellation));
    }
}
