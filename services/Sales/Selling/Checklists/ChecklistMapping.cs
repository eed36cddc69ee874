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
                new ChecklistItem("authority", "Are we talking to the decision maker?"),
                new ChecklistItem("need", "Does our product meet a need of the customer?"),
                new ChecklistItem("timeline", "Is there a date by which the customer needs a solution?")),
            Checklist.Define("meddicc", "MEDDICC",
                new ChecklistItem("metrics", "Does the customer measure the benefit in figures?"),
                new ChecklistItem("economic-buyer", "Do we know who approves the budget?"),
                new ChecklistItem("decision-criteria", "Do we know the criteria of the decision?"),
                new ChecklistItem("decision-process", "Do we know the steps of the decision?"),
                new ChecklistItem("identified-pain", "Do we know the problem and who has it?"),
                new ChecklistItem("champion", "Does somebody at the customer support us?"),
                new ChecklistItem("competition", "Do we know our competitors for this opportunity?")));
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
