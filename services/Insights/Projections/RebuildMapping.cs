using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Funnel.Insights.Projections;

internal sealed class RebuildMapping : IEntityTypeConfiguration<Rebuild>
{
    public void Configure(EntityTypeBuilder<Rebuild> builder)
    {
        builder.HasKey(rebuild => rebuild.Id);
        builder.Property(rebuild => rebuild.Id).ValueGeneratedNever();
        builder.Property(rebuild => rebuild.From).HasConversion<string>().HasMaxLength(20);
        builder.Property(rebuild => rebuild.State).HasConversion<string>().HasMaxLength(20);
        builder.Property(rebuild => rebuild.Step).HasMaxLength(Rebuild.StepLength);
        builder.Property(rebuild => rebuild.Error).HasMaxLength(Rebuild.ErrorLength);
        builder.PrimitiveCollection(rebuild => rebuild.Projections);
        // Only one rebuild runs at a time.
        builder.HasIndex(rebuild => rebuild.State).IsUnique().HasFilter("state = 'Running'");
    }
}
