using Funnel.Sales.Activities;
using Funnel.Sales.Tasks;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Funnel.Sales.Pipeline;

/// <summary>The foreign keys by which activities, tasks and reminders name an opportunity. The group Work does not know Selling.</summary>
internal sealed class OpportunityWorkMapping
    : IEntityTypeConfiguration<ActivityRecord>, IEntityTypeConfiguration<SalesTask>, IEntityTypeConfiguration<Reminder>
{
    public void Configure(EntityTypeBuilder<ActivityRecord> builder) =>
        builder.HasOne<Opportunity>().WithMany().HasForeignKey(record => record.OpportunityId).OnDelete(DeleteBehavior.Restrict);

    public void Configure(EntityTypeBuilder<SalesTask> builder) =>
        builder.HasOne<Opportunity>().WithMany().HasForeignKey(task => task.OpportunityId).OnDelete(DeleteBehavior.Restrict);

    public void Configure(EntityTypeBuilder<Reminder> builder) =>
        builder.HasOne<Opportunity>().WithMany().HasForeignKey(reminder => reminder.OpportunityId).OnDelete(DeleteBehavior.Restrict);
}
