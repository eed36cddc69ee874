using System.Text.Json;
using Funnel.Messaging;
using Funnel.Sales.Handoffs;
using Funnel.Sales.Reasons;
using Funnel.Sales.Team;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Funnel.Sales.Sla;

internal sealed class BusinessCalendarMapping : IEntityTypeConfiguration<BusinessCalendar>
{
    public void Configure(EntityTypeBuilder<BusinessCalendar> builder)
    {
        builder.ToTable("business_calendars");
        builder.HasKey(calendar => calendar.Code);
        builder.Ignore(calendar => calendar.Time);
        builder.Property(calendar => calendar.Code).HasMaxLength(BusinessCalendar.CodeLength);
        builder.Property(calendar => calendar.Name).HasMaxLength(BusinessCalendar.NameLength);
        builder.Property(calendar => calendar.TimeZone).HasMaxLength(BusinessCalendar.TimeZoneLength);
        builder.Property(calendar => calendar.Hours).HasColumnType("jsonb").HasConversion(
            hours => JsonSerializer.Serialize(hours, CloudEventJson.Data),
            json => JsonSerializer.Deserialize<List<Opening>>(json, CloudEventJson.Data)!, ListComparer<Opening>());
        builder.Property(calendar => calendar.Holidays).HasColumnType("jsonb").HasConversion(
            holidays => JsonSerializer.Serialize(holidays, CloudEventJson.Data),
            json => JsonSerializer.Deserialize<List<Holiday>>(json, CloudEventJson.Data)!, ListComparer<Holiday>());
        builder.Property(calendar => calendar.Version).IsConcurrencyToken();
    }

    /// <summary>Compares whole lists, because the entity replaces a list and never changes it.</summary>
    private static ValueComparer<IReadOnlyList<T>> ListComparer<T>() =>
        new((one, other) => one!.SequenceEqual(other!), list => list.Count, list => list);
}

internal sealed class SlaPolicyMapping : IEntityTypeConfiguration<SlaPolicy>
{
    public void Configure(EntityTypeBuilder<SlaPolicy> builder)
    {
        builder.ToTable("sla_policies");
        builder.HasKey(policy => policy.Code);
        builder.Property(policy => policy.Code).HasMaxLength(SlaPolicy.CodeLength);
        builder.Property(policy => policy.Name).HasMaxLength(SlaPolicy.NameLength);
        builder.Property(policy => policy.Channel).HasMaxLength(SlaPolicy.ChannelLength);
        builder.Property(policy => policy.Source).HasMaxLength(SlaPolicy.SourceLength);
        builder.Property(policy => policy.RecycleReason).HasMaxLength(Reason.CodeLength);
        builder.Property(policy => policy.Version).IsConcurrencyToken();
        builder.HasOne<BusinessCalendar>().WithMany().HasForeignKey(policy => policy.CalendarCode).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Representative>().WithMany().HasForeignKey(policy => policy.EscalateToId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class SlaClockMapping : IEntityTypeConfiguration<SlaClock>
{
    public void Configure(EntityTypeBuilder<SlaClock> builder)
    {
        builder.ToTable("sla_clocks");
        builder.Property(clock => clock.Policy).HasMaxLength(SlaPolicy.CodeLength);
        builder.Property(clock => clock.Calendar).HasMaxLength(BusinessCalendar.CodeLength);
        builder.Property(clock => clock.RecycleReason).HasMaxLength(Reason.CodeLength);
        builder.HasOne<Handoff>().WithOne().HasForeignKey<SlaClock>(clock => clock.HandoffId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(clock => new { clock.LeadId, clock.StartedAt });
    }
}
