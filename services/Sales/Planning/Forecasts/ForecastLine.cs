using Funnel.Sales.Pipeline;
using Funnel.Sales.Visibility;
using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Funnel.Sales.Forecasts;

/// <summary>
/// The state of an opportunity in the daily snapshots, from one day until the state changed. A day without a change adds no row.
/// </summary>
/// <param name="UntilDay">The day of the first snapshot with another state; null while the state lasts.</param>
/// <param name="CloseDay">The expected close date; for a won opportunity the day on which it was won.</param>
[IsRecord]
internal sealed record ForecastLine(
    Guid OpportunityId, DateOnly FromDay, DateOnly? UntilDay, Guid? OwnerId, DateOnly CloseDay, ForecastCategory Category,
    decimal Amount, string Currency, decimal Probability) : IOwned;

/// <summary>A day that has a snapshot. There is one row per day.</summary>
[IsRecord]
internal sealed record ForecastDay(DateOnly Day, DateTimeOffset TakenAt);

internal sealed class ForecastLineMapping : IEntityTypeConfiguration<ForecastLine>
{
    public void Configure(EntityTypeBuilder<ForecastLine> builder)
    {
        builder.ToTable("forecast_lines");
        builder.HasKey(line => new { line.OpportunityId, line.FromDay });
        builder.Property(line => line.Category).HasConversion<string>().HasMaxLength(20);
        builder.Property(line => line.Currency).HasMaxLength(Money.CurrencyLength);
        builder.Property(line => line.Probability).HasPrecision(5, 4);
        builder.HasOne<Opportunity>().WithMany().HasForeignKey(line => line.OpportunityId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(line => line.OpportunityId).IsUnique().HasFilter("until_day is null")
            .HasDatabaseName("ix_forecast_lines_standing");
        builder.HasIndex(line => new { line.CloseDay, line.FromDay });
    }
}

internal sealed class ForecastDayMapping : IEntityTypeConfiguration<ForecastDay>
{
    public void Configure(EntityTypeBuilder<ForecastDay> builder)
    {
        builder.ToTable("forecast_days");
        builder.HasKey(day => day.Day);
        builder.Property(day => day.Day).ValueGeneratedNever();
    }
}
