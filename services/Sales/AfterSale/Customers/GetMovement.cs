using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Funnel.Sales.Visibility;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Customers;

/// <summary>How monthly recurring revenue changed: start + new + expansion − contraction − churn = end.</summary>
/// <param name="Definition">The version of these definitions.</param>
/// <param name="Currency">ISO 4217 code. Contracts in other currencies are left out; amounts are not converted.</param>
/// <param name="TimeZone">The time zone that decides which day is today. The days of contracts have no time zone.</param>
/// <param name="Months">The movement of each month.</param>
/// <param name="Whole">
/// The movement from the start of the first month to the end of the last. Customers that came and left in between do not count.
/// </param>
public sealed record MovementResponse(int Definition, string Currency, string TimeZone, IReadOnlyList<MovementPeriod> Months,
    MovementPeriod Whole);

/// <summary>The movement of a period. It compares each customer's revenue on the day before the period with that on its last day.</summary>
/// <param name="From">The first day.</param>
/// <param name="To">The last day.</param>
/// <param name="Start">The revenue on the day before the first day.</param>
/// <param name="New">The revenue of customers that paid nothing at the start, including customers that came back.</param>
/// <param name="Reactivated">The part of `new` that comes from customers that came back.</param>
/// <param name="Expansion">The additional revenue of customers that pay more than at the start.</param>
/// <param name="Contraction">The lost revenue of customers that pay less than at the start, but still pay. It is not negative.</param>
/// <param name="Churn">The lost revenue of customers that pay nothing any more. It is not negative.</param>
/// <param name="End">The revenue on the last day.</param>
/// <param name="CustomersAtStart">The number of customers that paid at the start.</param>
/// <param name="CustomersNew">The number of customers that pay at the end and paid nothing at the start.</param>
/// <param name="CustomersLost">The number of customers that paid at the start and pay nothing at the end.</param>
/// <param name="CustomersAtEnd">The number of customers that pay at the end.</param>
/// <param name="GrossRetention">(start − churn − contraction) ÷ start, 0 to 1. Null if the start is 0.</param>
/// <param name="NetRetention">(start − churn − contraction + expansion) ÷ start. Null if the start is 0.</param>
/// <param name="LogoChurn">Customers lost ÷ customers at the start, 0 to 1. Null if there were no customers at the start.</param>
public sealed record MovementPeriod(
    DateOnly From, DateOnly To, [property: Amount] decimal Start, [property: Amount] decimal New, [property: Amount] decimal Reactivated,
    [property: Amount] decimal Expansion, [property: Amount] decimal Contraction, [property: Amount] decimal Churn,
        [property: Amount] decimal End,
    int CustomersAtStart, int CustomersNew, int CustomersLost, int CustomersAtEnd, decimal? GrossRetention, decimal? NetRetention,
    decimal? LogoChurn);

internal static class GetMovement
{
    private const string Month = @"^(19[9]\d|20\d\d)-(0[1-9]|1[0-2])$";
    private const int MostMonths = 120;

    public static async Task<Results<Ok<MovementResponse>, ProblemHttpResult>> Handle(
        SalesDb db,
        [Description("The first month, such as 2026-01."), Required, RegularExpression(Month)] string from,
        [Description("The last month, such as 2026-12."), Required, RegularExpression(Month)] string to,
        [Required, RegularExpression("^[A-Z]{3}$")] string currency,
        CancellationToken cancellation)
    {
        var start = DateOnly.ParseExact(from, "yyyy-MM", CultureInfo.InvariantCulture);
        var end = DateOnly.ParseExact(to, "yyyy-MM", CultureInfo.InvariantCulture);
        var months = ((end.Year - start.Year) * 12) + end.Month - start.Month + 1;
        if (months is < 1 or > MostMonths)
        {
            return CustomerRefusals.PeriodOutOfRange(from, to, months).ToProblem();
        }

        var each = await Measure(db, currency, [.. Enumerable.Range(0, months).Select(start.AddMonths)], 1, cancellation);
        var whole = await Measure(db, currency, [start], months, cancellation);
        return TypedResults.Ok(new MovementResponse(1, currency, "UTC", each, whole[0]));
    }

    /// <remarks>
    /// The inner query computes what each customer paid at the start and at the end of each period. The outer query sums by period.
    /// </remarks>
    private static async Task<IReadOnlyList<MovementPeriod>> Measure(
        SalesDb db, string currency, DateOnly[] starts, int length, CancellationToken cancellation)
    {
        DateOnly[] ends = [.. starts.Select(first => first.AddMonths(length))];
        var asked = db.Database.SqlQuery<Bounds>($"select first, next from unnest({starts}, {ends}) as bounds (first, next)");
        var spans =
            from span in db.RevenueSpans
            join customer in db.Customers on span.CustomerId equals customer.Id
            from bounds in asked
            where span.Currency == currency && span.From < bounds.Next
            select new
            {
                bounds.First,
                span.CustomerId,
                Start = span.From < bounds.First && span.Until >= bounds.First ? span.Amount : 0,
                End = span.Until >= bounds.Next ? span.Amount : 0,
                Before = span.From < bounds.First ? 1 : 0,
            };
        var customers = spans.GroupBy(span => new { span.First, span.CustomerId }).Select(one => new
        {
            one.Key.First,
            Start = one.Sum(span => span.Start),
            End = one.Sum(span => span.End),
            Before = one.Max(span => span.Before),
        });
        var periods = await customers.GroupBy(customer => customer.First).Select(all => new
        {
            First = all.Key,
            Start = all.Sum(one => one.Start),
            New = all.Sum(one => one.Start == 0 ? one.End : 0),
            Reactivated = all.Sum(one => one.Start == 0 && one.Before == 1 ? one.End : 0),
            Expansion = all.Sum(one => one.Start > 0 && one.End > one.Start ? one.End - one.Start : 0),
            Contraction = all.Sum(one => one.End > 0 && one.End < one.Start ? one.Start - one.End : 0),
            Churn = all.Sum(one => one.End == 0 ? one.Start : 0),
            End = all.Sum(one => one.End),
            AtStart = all.Sum(one => one.Start > 0 ? 1 : 0),
            Came = all.Sum(one => one.Start == 0 && one.End > 0 ? 1 : 0),
            Lost = all.Sum(one => one.Start > 0 && one.End == 0 ? 1 : 0),
            AtEnd = all.Sum(one => one.End > 0 ? 1 : 0),
        }).ToDictionaryAsync(period => period.First, cancellation);
        return
        [
            .. from first in starts
               let to = first.AddMonths(length).AddDays(-1)
               select periods.TryGetValue(first, out var sum)
                   ? new MovementPeriod(first, to, sum.Start, sum.New, sum.Reactivated, sum.Expansion, sum.Contraction, sum.Churn, sum.End,
                       sum.AtStart, sum.Came, sum.Lost, sum.AtEnd,
                       Ratio(sum.Start - sum.Churn - sum.Contraction, sum.Start),
                       Ratio(sum.Start - sum.Churn - sum.Contraction + sum.Expansion, sum.Start), Ratio(sum.Lost, sum.AtStart))
                   : new MovementPeriod(first, to, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, null, null, null),
        ];
    }

    /// <param name="Next">The first day after the period.</param>
    private sealed record Bounds(DateOnly First, DateOnly Next);

    private static decimal? Ratio(decimal part, decimal whole) => whole == 0 ? null : decimal.Round(part / whole, 6);
}
