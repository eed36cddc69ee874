using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Funnel.Sales.Team;

/// <summary>A period in which a representative gets no new handoffs.</summary>
internal sealed class Absence
{
    public const int NoteLength = 200;

    private Absence()
    {
    }

    public Guid Id { get; private init; }

    public Guid RepresentativeId { get; private init; }

    public DateTimeOffset From { get; private init; }

    public DateTimeOffset Until { get; private init; }

    public string? Note { get; private init; }

    public static Absence Plan(Guid representativeId, DateTimeOffset from, DateTimeOffset until, string? note, DateTimeOffset now) =>
        new() { Id = Guid.CreateVersion7(now), RepresentativeId = representativeId, From = from, Until = until, Note = note };
}

internal sealed class AbsenceMapping : IEntityTypeConfiguration<Absence>
{
    public void Configure(EntityTypeBuilder<Absence> builder)
    {
        builder.ToTable("absences", table => table.HasCheckConstraint("ck_absences_end_after_they_begin", "until > \"from\""));
        builder.Property(absence => absence.Id).ValueGeneratedNever();
        builder.Property(absence => absence.Note).HasMaxLength(Absence.NoteLength);
        builder.HasOne<Representative>().WithMany().HasForeignKey(absence => absence.RepresentativeId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(absence => new { absence.RepresentativeId, absence.Until });
    }
}
