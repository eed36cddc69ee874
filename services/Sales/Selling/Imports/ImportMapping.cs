using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Funnel.Sales.Imports;

internal sealed class ImportMapping : IEntityTypeConfiguration<Import>
{
    /// <summary>As the API writes it.</summary>
    internal static readonly JsonSerializerOptions Json =
        new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    /// <summary>Refuses members that a mapping does not have.</summary>
    internal static readonly JsonSerializerOptions StrictJson =
        new(Json) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    public void Configure(EntityTypeBuilder<Import> builder)
    {
        builder.ToTable("imports");
        builder.Property(import => import.Id).ValueGeneratedNever();
        builder.Property(import => import.Name).HasMaxLength(Import.NameLength);
        builder.Property(import => import.State).HasConversion<string>().HasMaxLength(20);
        // A plan never changes, so the reference decides.
        builder.Property(import => import.Plan).HasColumnType("jsonb").HasConversion(
            plan => JsonSerializer.Serialize(plan, Json), text => JsonSerializer.Deserialize<ImportPlan>(text, Json)!,
            new ValueComparer<ImportPlan>((one, other) => ReferenceEquals(one, other), plan => plan.GetHashCode(), plan => plan));
        builder.Property(import => import.StartedBy).HasMaxLength(255);
        builder.Property(import => import.StartedByName).HasMaxLength(255);
        builder.Property(import => import.Version).IsConcurrencyToken();
        builder.HasIndex(import => import.Id, "ix_imports_waiting").HasFilter("state in ('Queued', 'Running')");
    }
}

internal sealed class ImportRecordMapping : IEntityTypeConfiguration<ImportRecord>
{
    public void Configure(EntityTypeBuilder<ImportRecord> builder)
    {
        // No foreign key: the records are staged before the import is saved.
        builder.ToTable("import_records");
        builder.HasKey(record => new { record.ImportId, record.Number });
        builder.Property(record => record.Number).ValueGeneratedNever();
        builder.Property(record => record.Code).HasMaxLength(ImportError.CodeLength);
    }
}

internal sealed class ImportErrorMapping : IEntityTypeConfiguration<ImportError>
{
    public void Configure(EntityTypeBuilder<ImportError> builder)
    {
        builder.ToTable("import_errors");
        builder.HasKey(error => new { error.ImportId, error.Number, error.Place });
        builder.Property(error => error.Number).ValueGeneratedNever();
        builder.Property(error => error.Place).ValueGeneratedNever();
        builder.Property(error => error.Severity).HasConversion<string>().HasMaxLength(20);
        builder.Property(error => error.Value).HasMaxLength(ImportError.ValueLength);
        builder.Property(error => error.Column).HasMaxLength(ImportError.ColumnLength);
        builder.Property(error => error.Code).HasMaxLength(ImportError.CodeLength);
        builder.Property(error => error.Detail).HasMaxLength(ImportError.DetailLength);
        builder.HasOne<Import>().WithMany().HasForeignKey(error => error.ImportId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class SavedMappingConfiguration : IEntityTypeConfiguration<SavedMapping>
{
    public void Configure(EntityTypeBuilder<SavedMapping> builder)
    {
        builder.ToTable("import_mappings");
        builder.HasKey(mapping => mapping.Code);
        builder.Property(mapping => mapping.Code).HasMaxLength(SavedMapping.CodeLength);
        builder.Property(mapping => mapping.Mapping).HasColumnType("jsonb").HasConversion(
            mapping => JsonSerializer.Serialize(mapping, ImportMapping.Json),
            text => JsonSerializer.Deserialize<DealMapping>(text, ImportMapping.Json)!,
            new ValueComparer<DealMapping>(
                (one, other) => ReferenceEquals(one, other), mapping => mapping.GetHashCode(), mapping => mapping));
        builder.Property(mapping => mapping.Version).IsConcurrencyToken();
    }
}
