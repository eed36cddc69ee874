using Funnel.Sales.Accounts;
using Funnel.Sales.Handoffs;
using Funnel.Sales.Team;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Funnel.Sales.Activities;

internal sealed class ActivityMapping : IEntityTypeConfiguration<Activity>
{
    public void Configure(EntityTypeBuilder<Activity> builder)
    {
        builder.ToTable("activities");
        builder.Property(activity => activity.SearchText).UsePropertyAccessMode(PropertyAccessMode.Property);
        builder.HasUpdatedAt();
        builder.Property(activity => activity.Id).ValueGeneratedNever();
        builder.Property(activity => activity.Kind).HasConversion<string>().HasMaxLength(20);
        builder.Property(activity => activity.Subject).HasMaxLength(Activity.SubjectLength);
        builder.Property(activity => activity.Outcome).HasMaxLength(Activity.OutcomeLength);
        builder.Property(activity => activity.Body).HasMaxLength(Activity.BodyLength);
        builder.HasOne<Representative>().WithMany().HasForeignKey(activity => activity.RepresentativeId).OnDelete(DeleteBehavior.Restrict);
        builder.HasMany(activity => activity.Records).WithOne().HasForeignKey(record => record.ActivityId)
            .OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(activity => new { activity.RepresentativeId, activity.Id }).IsDescending(false, true);
        builder.HasIndex(activity => new { activity.Kind, activity.Id }).IsDescending(false, true);
    }
}

internal sealed class ActivityRecordMapping : IEntityTypeConfiguration<ActivityRecord>
{
    public void Configure(EntityTypeBuilder<ActivityRecord> builder)
    {
        builder.ToTable("activity_records", table =>
            table.HasCheckConstraint("ck_activity_records_one", "num_nonnulls(account_id, contact_id, opportunity_id, handoff_id) = 1"));
        builder.Property(record => record.Id).ValueGeneratedNever();
        builder.HasOne<Account>().WithMany().HasForeignKey(record => record.AccountId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Contact>().WithMany().HasForeignKey(record => record.ContactId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Handoff>().WithMany().HasForeignKey(record => record.HandoffId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(record => new { record.AccountId, record.ActivityId }).IsUnique().IsDescending(false, true)
            .HasFilter("account_id is not null");
        builder.HasIndex(record => new { record.ContactId, record.ActivityId }).IsUnique().IsDescending(false, true)
            .HasFilter("contact_id is not null");
        builder.HasIndex(record => new { record.OpportunityId, record.ActivityId }).IsUnique().IsDescending(false, true)
            .HasFilter("opportunity_id is not null");
        builder.HasIndex(record => new { record.HandoffId, record.ActivityId }).IsUnique().IsDescending(false, true)
            .HasFilter("handoff_id is not null");
        builder.HasIndex(record => record.ActivityId);
    }
}
