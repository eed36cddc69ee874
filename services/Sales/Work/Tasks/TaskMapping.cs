using Funnel.Sales.Accounts;
using Funnel.Sales.Handoffs;
using Funnel.Sales.Team;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Funnel.Sales.Tasks;

internal sealed class TaskMapping : IEntityTypeConfiguration<SalesTask>
{
    public void Configure(EntityTypeBuilder<SalesTask> builder)
    {
        builder.ToTable("tasks",
            table => table.HasCheckConstraint("ck_tasks_record", "num_nonnulls(account_id, contact_id, opportunity_id, handoff_id) <= 1"));
        builder.HasUpdatedAt();
        builder.Property(task => task.Id).ValueGeneratedNever();
        builder.Property(task => task.Subject).HasMaxLength(SalesTask.SubjectLength);
        builder.Property(task => task.Note).HasMaxLength(SalesTask.NoteLength);
        builder.Property(task => task.State).HasConversion<string>().HasMaxLength(20);
        builder.Property(task => task.Version).IsConcurrencyToken();
        builder.HasOne<Representative>().WithMany().HasForeignKey(task => task.OwnerId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Account>().WithMany().HasForeignKey(task => task.AccountId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Contact>().WithMany().HasForeignKey(task => task.ContactId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Handoff>().WithMany().HasForeignKey(task => task.HandoffId).OnDelete(DeleteBehavior.Restrict);

        builder.HasIndex(task => new { task.DueAt, task.Id });
        builder.HasIndex(task => new { task.OwnerId, task.State, task.DueAt, task.Id });
        builder.HasIndex(task => new { task.State, task.DueAt, task.Id });
        builder.HasIndex(task => new { task.AccountId, task.DueAt }).HasFilter("account_id is not null");
        builder.HasIndex(task => new { task.ContactId, task.DueAt }).HasFilter("contact_id is not null");
        builder.HasIndex(task => new { task.OpportunityId, task.State, task.DueAt }).HasFilter("opportunity_id is not null");
        builder.HasIndex(task => new { task.HandoffId, task.DueAt }).HasFilter("handoff_id is not null");
    }
}

internal sealed class ReminderMapping : IEntityTypeConfiguration<Reminder>
{
    public void Configure(EntityTypeBuilder<Reminder> builder)
    {
        builder.ToTable("reminders", table =>
        {
            table.HasCheckConstraint("ck_reminders_of", "num_nonnulls(task_id, stage) = 1");
            table.HasCheckConstraint("ck_reminders_stage", "num_nonnulls(pipeline, stage, stalled_on) in (0, 3)");
        });
        builder.Property(reminder => reminder.Opportunities).IsConcurrencyToken();
        builder.Property(reminder => reminder.Id).ValueGeneratedNever();
        builder.HasOne<SalesTask>().WithMany().HasForeignKey(reminder => reminder.TaskId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Representative>().WithMany().HasForeignKey(reminder => reminder.OwnerId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(reminder => new { reminder.TaskId, reminder.RemindAt }).IsUnique();
        builder.HasIndex(reminder => reminder.OpportunityId);
        builder.HasIndex(reminder => new { reminder.OwnerId, reminder.Pipeline, reminder.Stage, reminder.StalledOn }).IsUnique();
        builder.HasIndex(reminder => new { reminder.OwnerId, reminder.Id }).IsDescending(false, true);
    }
}
