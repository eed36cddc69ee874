using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Funnel.Marketing.Touches;

/// <remarks>
/// No foreign key to the lead: it would lock and dirty the lead's row for every touch, and every way in has just looked
/// the lead up.
/// </remarks>
internal sealed class TouchMapping : IEntityTypeConfiguration<Touch>
{
    public void Configure(EntityTypeBuilder<Touch> builder)
    {
        builder.ToTable("touches");
        builder.HasKey(touch => touch.Id);
        builder.Property(touch => touch.Id).ValueGeneratedNever();
        builder.Property(touch => touch.Kind).HasConversion<string>().HasMaxLength(20);
        builder.Property(touch => touch.Asset).HasMaxLength(TouchDetails.LongestAsset);
        builder.Property(touch => touch.Url).HasMaxLength(TouchDetails.LongestUrl);
        builder.Property(touch => touch.Referrer).HasMaxLength(TouchDetails.LongestUrl);
        builder.Property(touch => touch.ClickId).HasMaxLength(TouchDetails.LongestClickId);
        builder.Property(touch => touch.Channel).HasMaxLength(Channels.LongestName);
        builder.Property(touch => touch.ExternalId).HasMaxLength(TouchDetails.LongestExternalId);
        builder.ComplexProperty(touch => touch.Utm, utm => utm.Map(""));
        builder.HasIndex(touch => new { touch.LeadId, touch.OccurredAt });
    }
}

internal static class UtmMapping
{
    /// <summary>Five columns, each beginning with <paramref name="prefix"/>.</summary>
    public static void Map(this ComplexPropertyBuilder<Utm> builder, string prefix)
    {
        builder.Property(utm => utm.Source).HasColumnName(prefix + "source").HasMaxLength(Utm.LongestValue);
        builder.Property(utm => utm.Medium).HasColumnName(prefix + "medium").HasMaxLength(Utm.LongestValue);
        builder.Property(utm => utm.Campaign).HasColumnName(prefix + "campaign").HasMaxLength(Utm.LongestValue);
        builder.Property(utm => utm.Term).HasColumnName(prefix + "term").HasMaxLength(Utm.LongestValue);
        builder.Property(utm => utm.Content).HasColumnName(prefix + "content").HasMaxLength(Utm.LongestValue);
    }
}
