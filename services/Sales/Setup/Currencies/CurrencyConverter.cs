using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Funnel.Sales.Currencies;

/// <summary>Converts money to another currency through the base currency, by the rates of a day. It caches rates for one request.</summary>
internal sealed class CurrencyConverter(SalesDb db, IOptions<CurrencyOptions> options)
{
    private readonly Dictionary<(string, DateOnly), QuotedRate?> known = [];

    public string Base => options.Value.Base;

    /// <summary>Uses the rates of the day, or the last rates before it.</summary>
    /// <returns>Null if a rate is missing, or if the sum is too large. An unknown amount is null and never 0.</returns>
    public async Task<Money?> Convert(Money money, string to, DateOnly day, CancellationToken cancellation) =>
        money.Currency == to ? money
        : await RateOf(money.Currency, day, cancellation) is not { } from || await RateOf(to, day, cancellation) is not { } into ? null
        : Exchange(money.Amount, from.Rate, into.Rate, to) is { } amount ? Money.Of(amount, to).Value
        : null;

    /// <summary>Looks up the rates for many amounts with one query, so that converting them one by one needs none.</summary>
    /// <param name="to">The currency that the amounts are converted to.</param>
    /// <param name="amounts">The currency and the rate day of each amount.</param>
    public async Task LoadRates(string to, IEnumerable<(string Currency, DateOnly Day)> amounts, CancellationToken cancellation)
    {
        var missing = amounts.Where(amount => amount.Currency != to).SelectMany(amount => ((string, DateOnly)[])[amount, (to, amount.Day)])
            .Distinct().Where(key => key.Item1 != Base && !known.ContainsKey(key)).ToList();
        if (missing.Count == 0)
        {
            return;
        }

        string[] currencies = [.. missing.Select(key => key.Item1)];
        DateOnly[] days = [.. missing.Select(key => key.Item2)];
        var found = await db.Database.SqlQuery<RateOfDay>(
            $"""
            select asked.currency, asked.day, quoted.rate, quoted.quoted
            from unnest({currencies}, {days}) as asked (currency, day)
            cross join lateral (
                select rate, day as quoted from exchange_rates
                where base = {Base} and currency = asked.currency and day <= asked.day order by day desc limit 1) as quoted
            """).ToListAsync(cancellation);
        missing.ForEach(key => known[key] = null);
        found.ForEach(rate => known[(rate.Currency, rate.Day)] = new(rate.Rate, rate.Quoted));
    }

    /// <summary>For sums, which may be larger than any single amount.</summary>
    /// <inheritdoc cref="Convert(Money, string, DateOnly, CancellationToken)"/>
    public async Task<decimal?> Convert(decimal sum, string from, string to, DateOnly day, CancellationToken cancellation) =>
        from == to ? sum
        : Money.Of(sum, from).IsRefused(out _, out var money) ? null
        : (await Convert(money, to, day, cancellation))?.Amount;

    /// <returns>
    /// Units of the currency for one unit of the base, and the day of the quote. Null if there is no rate on or before the day.
    /// </returns>
    public async Task<QuotedRate?> RateOf(string currency, DateOnly day, CancellationToken cancellation)
    {
        if (currency == Base)
        {
            return new(1, day);
        }

        if (!known.TryGetValue((currency, day), out var rate))
        {
            rate = await db.ExchangeRates.Where(quoted => quoted.Base == Base && quoted.Currency == currency && quoted.Day <= day)
                .OrderByDescending(quoted => quoted.Day).Select(quoted => new QuotedRate(quoted.Rate, quoted.Day))
                .FirstOrDefaultAsync(cancellation);
            known.Add((currency, day), rate);
        }

        return rate;
    }

    /// <summary>Rounds to the smallest unit of the currency. Amount and rates have limits, so no intermediate figure overflows.</summary>
    private static decimal? Exchange(decimal amount, decimal from, decimal into, string to)
    {
        var exchanged = amount / from;
        return exchanged > Money.Largest / into ? null : Money.Round(exchanged * into, to);
    }
}

/// <param name="Day">The day of the quote.</param>
internal sealed record QuotedRate(decimal Rate, DateOnly Day);

/// <summary>The rate that applies to a currency on a day.</summary>
/// <param name="Quoted">The day on which the rate was quoted.</param>
internal sealed record RateOfDay(string Currency, DateOnly Day, decimal Rate, DateOnly Quoted);
