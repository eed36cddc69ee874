using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Funnel.Sales.Currencies;

/// <summary>The rate of a currency on a day, as central banks quote it: 1 EUR (the base) = 1.0823 USD.</summary>
internal sealed class ExchangeRate
{
    public const decimal Smallest = 0.00000001m;
    public const decimal Largest = 1_000_000_000m;
    public const int Decimals = 8;
    private const int DaysAhead = 366;

    private static readonly DateOnly Earliest = new(1990, 1, 1);

    private ExchangeRate()
    {
    }

    public Guid Id { get; private init; }

    public string Base { get; private init; } = "";

    public string Currency { get; private init; } = "";

    public DateOnly Day { get; private init; }

    /// <summary>Units of the currency for one unit of the base.</summary>
    public decimal Rate { get; private set; }

    public static Result<ExchangeRate> Quote(string @base, string currency, DateOnly day, decimal rate, DateTimeOffset now) =>
        !Money.IsCurrency(currency) ? Money.UnknownCurrency.Because($"`currency` is '{currency}', which is not an ISO 4217 code in use.")
        : currency == @base
        ? CurrencyRefusals.OfBase.Because($"`currency` is {@base}, the base currency. Other rates are quoted against it.")
        : day < Earliest || day > DateOnly.FromDateTime(now.UtcDateTime).AddDays(DaysAhead)
            ? CurrencyRefusals.DayOutOfRange.Because($"`day` is {day:yyyy-MM-dd}. It must lie between 1990-01-01 and a year from now.")
        : rate is < Smallest or > Largest
            ? CurrencyRefusals.OutOfRange.Because($"`rate` is {rate}. It must lie between 0.00000001 and 1,000,000,000.")
        : decimal.Round(rate, Decimals) != rate ? CurrencyRefusals.TooPrecise.Because($"`rate` is {rate}. It may have {Decimals} decimals.")
        : new ExchangeRate { Id = Guid.CreateVersion7(now), Base = @base, Currency = currency, Day = day, Rate = rate };

    /// <returns>Whether the rate changed.</returns>
    public bool Correct(decimal rate)
    {
        var changes = Rate != rate;
        Rate = rate;
        return changes;
    }
}

internal sealed class ExchangeRateMapping : IEntityTypeConfiguration<ExchangeRate>
{
    public void Configure(EntityTypeBuilder<ExchangeRate> builder)
    {
        builder.ToTable("exchange_rates");
        builder.Property(rate => rate.Id).ValueGeneratedNever();
        builder.Property(rate => rate.Base).HasMaxLength(Money.CurrencyLength);
        builder.Property(rate => rate.Currency).HasMaxLength(Money.CurrencyLength);
        builder.Property(rate => rate.Rate).HasPrecision(18, ExchangeRate.Decimals);
        builder.HasIndex(rate => new { rate.Base, rate.Currency, rate.Day }).IsUnique();
    }
}
