using Funnel.Marketing.Origins;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Funnel.Marketing.Touches;

/// <remarks>
/// There is no foreign key to the lead. It would lock the row of the lead for every touch, and every use case that records
/// touches has just looked the lead up.
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
