using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Funnel.Sales.Pipeline;

internal sealed class SalesPipelineMapping : IEntityTypeConfiguration<SalesPipeline>
{
    public void Configure(EntityTypeBuilder<SalesPipeline> builder)
    {
        builder.ToTable("pipelines");
        builder.HasKey(pipeline => pipeline.Code);
        builder.Property(pipeline => pipeline.Code).HasMaxLength(SalesPipeline.CodeLength);
        builder.Property(pipeline => pipeline.Name).HasMaxLength(SalesPipeline.NameLength);
        builder.Property(pipeline => pipeline.Version).IsConcurrencyToken();
        builder.Ignore(pipeline => pipeline.First).Ignore(pipeline => pipeline.Won).Ignore(pipeline => pipeline.Lost)
            .Ignore(pipeline => pipeline.InUse);
        builder.HasMany(pipeline => pipeline.Stages).WithOne().HasForeignKey(stage => stage.Pipeline).OnDelete(DeleteBehavior.Restrict);
        builder.Navigation(pipeline => pipeline.Stages).AutoInclude();
        builder.HasData(SalesPipeline.Define(SalesPipeline.DefaultCode, "Default"));
    }
}

internal sealed class StageMapping : IEntityTypeConfiguration<Stage>
{
    public void Configure(EntityTypeBuilder<Stage> builder)
    {
        builder.ToTable("stages");
        builder.HasKey(stage => new { stage.Pipeline, stage.Code });
        builder.Property(stage => stage.Code).HasMaxLength(SalesPipeline.CodeLength);
        builder.Property(stage => stage.Name).HasMaxLength(SalesPipeline.NameLength);
        builder.Property(stage => stage.Probability).HasPrecision(5, 4);
        builder.Property(stage => stage.ForecastCategory).HasConversion<string>().HasMaxLength(20);
        builder.Property(stage => stage.Kind).HasConversion<string>().HasMaxLength(20);
        // One text with spaces between the codes: EF Core reports a seeded array as changed in every migration.
        builder.Property(stage => stage.Requirements).HasColumnType("text").HasConversion(
            codes => string.Join(' ', codes),
            text => text.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            new ValueComparer<IReadOnlyList<string>>((one, other) => one!.SequenceEqual(other!), codes => codes.Count,
                codes => codes.ToArray()));
        builder.HasData(
            Stage.Define(SalesPipeline.DefaultCode, "qualification", "Qualification", 0.10m, ForecastCategory.Pipeline, 1),
            Stage.Define(SalesPipeline.DefaultCode, "discovery", "Discovery", 0.25m, ForecastCategory.Pipeline, 2),
            Stage.Define(SalesPipeline.DefaultCode, "proposal", "Proposal", 0.50m, ForecastCategory.BestCase, 3),
            Stage.Define(SalesPipeline.DefaultCode, "negotiation", "Negotiation", 0.75m, ForecastCategory.Commit, 4),
            Stage.Define(SalesPipeline.DefaultCode, "won", "Won", 1.00m, ForecastCategory.Closed, 5, StageKind.Won),
            Stage.Define(SalesPipeline.DefaultCode, "lost", "Lost", 0.00m, ForecastCategory.Omitted, 6, StageKind.Lost));
    }
}
