using System.Text.Json;
using Funnel.Sales.Pipeline;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Funnel.Sales.Checklists;

internal sealed class ChecklistMapping : IEntityTypeConfiguration<Checklist>
{
    public void Configure(EntityTypeBuilder<Checklist> builder)
    {
        builder.ToTable("checklists");
        builder.HasKey(checklist => checklist.Code);
        builder.Property(checklist => checklist.Code).HasMaxLength(Checklist.CodeLength);
        builder.Property(checklist => checklist.Name).HasMaxLength(Checklist.NameLength);
        builder.Property(checklist => checklist.Version).IsConcurrencyToken();
        builder.Property(checklist => checklist.Items).HasColumnType("jsonb").HasConversion(
            items => JsonSerializer.Serialize(items, JsonSerializerOptions.Web),
            json => JsonSerializer.Deserialize<IReadOnlyList<ChecklistItem>>(json, JsonSerializerOptions.Web)!,
            new ValueComparer<IReadOnlyList<ChecklistItem>>(
                (one, other) => one!.SequenceEqual(other!), items => items.Aggregate(0, (hash, item) => HashCode.Combine(hash, item)),
                items => items.ToList()));
        builder.HasData(
            Checklist.Define("bant", "BANT",
                new ChecklistItem("budget", "Is there a budget?"),
                new ChecklistItem("authority", "Do we talk to who decides?"),
                new ChecklistItem("need", "Is there a need that we meet?"),
                new ChecklistItem("timeline", "Is there a date by which it must be solved?")),
            Checklist.Define("meddicc", "MEDDICC",
                new ChecklistItem("metrics", "Is the gain measured in figures?"),
                new ChecklistItem("economic-buyer", "Do we know who releases the money?"),
                new ChecklistItem("decision-criteria", "Do we know by what they decide?"),
                new ChecklistItem("decision-process", "Do we know how they decide, step by step?"),
                new ChecklistItem("identified-pain", "Do we know what hurts, and whom?"),
                new ChecklistItem("champion", "Does somebody sell for us inside?"),
                new ChecklistItem("competition", "Do we know against whom we stand?")));
    }
}

internal sealed class ChecklistAnswerMapping : IEntityTypeConfiguration<ChecklistAnswer>
{
    public void Configure(EntityTypeBuilder<ChecklistAnswer> builder)
    {
        builder.ToTable("checklist_answers");
        builder.Property(answer => answer.Id).ValueGeneratedNever();
        builder.Property(answer => answer.Checklist).HasMaxLength(Checklist.CodeLength);
        builder.Property(answer => answer.Item).HasMaxLength(Checklist.CodeLength);
        builder.Property(answer => answer.State).HasConversion<string>().HasMaxLength(20);
        builder.Property(answer => answer.Note).HasMaxLength(Checklist.NoteLength);
        builder.Property(answer => answer.By).HasColumnType("text");
        builder.HasOne<Opportunity>().WithMany().HasForeignKey(answer => answer.OpportunityId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Checklist>().WithMany().HasForeignKey(answer => answer.Checklist).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(answer => new { answer.OpportunityId, answer.Checklist, answer.At });
    }
}
