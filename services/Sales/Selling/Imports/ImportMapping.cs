using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Funnel.Sales.Imports;

internal sealed class ImportMapping : IEntityTypeConfiguration<Import>
{
    private static readonly JsonSerializerOptions Json =
        new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

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
        builder.HasKey(error => new { error.ImportId, error.Number });
        builder.Property(error => error.Number).ValueGeneratedNever();
        builder.Property(error => error.Column).HasMaxLength(ImportError.ColumnLength);
        builder.Property(error => error.Code).HasMaxLength(ImportError.CodeLength);
        builder.Property(error => error.Detail).HasMaxLength(ImportError.DetailLength);
        builder.HasOne<Import>().WithMany().HasForeignKey(error => error.ImportId).OnDelete(DeleteBehavior.Cascade);
    }
}
