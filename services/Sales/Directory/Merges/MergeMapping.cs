using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Funnel.Sales.Merges;

internal sealed class MergeMapping : IEntityTypeConfiguration<Merge>
{
    public void Configure(EntityTypeBuilder<Merge> builder)
    {
        builder.ToTable("merges");
        builder.Property(merge => merge.Id).ValueGeneratedNever();
        builder.Property(merge => merge.Kind).HasConversion<string>().HasMaxLength(20);
        builder.Property(merge => merge.Before).HasColumnType("jsonb");
        builder.Property(merge => merge.After).HasColumnType("jsonb");
        builder.Property(merge => merge.Moved).HasColumnType("jsonb").HasConversion(
            moved => JsonSerializer.Serialize(moved, JsonSerializerOptions.Default),
            json => JsonSerializer.Deserialize<List<MovedRows>>(json, JsonSerializerOptions.Default)!);
        builder.Property(merge => merge.CarriedRoles).HasColumnType("jsonb").HasDefaultValueSql("'[]'").HasConversion(
            roles => JsonSerializer.Serialize(roles, JsonSerializerOptions.Default),
            json => JsonSerializer.Deserialize<List<CarriedRole>>(json, JsonSerializerOptions.Default)!);
        // A record can be merged again only after its merge was undone.
        builder.HasIndex(merge => merge.LoserId).IsUnique().HasFilter("undone_at is null");
    }
}
