using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Funnel.Sales.Visibility;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Customers;

/// <summary>How monthly recurring revenue became what it is: start + new + expansion − contraction − churn = end.</summary>
/// <param name="Definition">Version of these definitions.</param>
/// <param name="Currency">ISO 4217; contracts in other currencies are left out, nothing is converted.</param>
/// <param name="TimeZone">Whose days they are: those that stand in the contracts, without conversion; which day is today is UTC's.</param>
/// <param name="Months">Each on its own.</param>
/// <param name="Whole">From the first month's start to the last one's end: who came and went in between does not move.</param>
public sealed record MovementResponse(int Definition, string Currency, string TimeZone, IReadOnlyList<MovementPeriod> Months, MovementPeriod Whole);

/// <summary>A period, by the customers' revenue on the day before its first day and on its last day.</summary>
/// <param name="From">The first day.</param>
/// <param name="To">The last day.</param>
/// <param name="New">Of customers that paid nothing at the start, those that came back included.</param>
/// <param name="Reactivated">Of <paramref name="New"/>, what came of customers that had paid before.</param>
/// <param name="Expansion">Of customers that pay more than at the start.</param>
/// <param name="Contraction">Of customers that pay less than at the start, but something; above 0.</param>
/// <param name="Churn">Of customers that pay nothing any more; above 0.</param>
/// <param name="CustomersAtStart">Customers that paid something.</param>
/// <param name="CustomersLost">Of those at the start, the ones that pay nothing any more.</param>
/// <param name="GrossRetention">(start − churn − contraction) ÷ start, 0 to 1; absent where the start is 0.</param>
/// <param name="NetRetention">(start − churn − contraction + expansion) ÷ start; absent where the start is 0.</param>
/// <param name="LogoChurn">Customers lost ÷ customers at the start, 0 to 1; absent where there were none.</param>
public sealed record MovementPeriod(
    DateOnly From, DateOnly To, [property: Amount] decimal Start, [property: Amount] decimal New, [property: Amount] decimal Reactivated,
    [property: Amount] decimal Expansion, [property: Amount] decimal Contraction, [property: Amount] decimal Churn, [property: Amount] decimal End,
    int CustomersAtStart, int CustomersNew, int CustomersLost, int CustomersAtEnd, decimal? GrossRetention, decimal? NetRetention, decimal? LogoChurn);

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
            return CustomerRefusals.PeriodOutOfRange.Because($"{from} to {to} is {months} months.").ToProblem();
        }

        var each = await Measure(db, currency, [.. Enumerable.Range(0, months).Select(start.AddMonths)], 1, cancellation);
        var whole = await Measure(db, currency, [start], months, cancellation);
        return TypedResults.Ok(new MovementResponse(1, currency, "UTC", each, whole[0]));
    }

    /// <remarks>1. What each customer paid at the start and at the end of each period. 2. What that makes it, summed by period.</remarks>
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

    /// <param name="Next">The first day after it.</param>
    private sealed record Bounds(DateOnly First, DateOnly Next);

    private static decimal? Ratio(decimal part, decimal whole) => whole == 0 ? null : decimal.Round(part / whole, 6);
}
