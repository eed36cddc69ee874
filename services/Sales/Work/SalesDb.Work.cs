using Funnel.Sales.Activities;
using Funnel.Sales.Handoffs;
using Funnel.Sales.Tasks;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales;

/// <summary>The tables of the group Work.</summary>
internal sealed partial class SalesDb
{
    public DbSet<Activity> Activities => Set<Activity>();

    public DbSet<Reminder> Reminders => Set<Reminder>();

    public DbSet<SalesTask> Tasks => Set<SalesTask>();

    /// <summary>The activities that the caller may see: those on a record that the caller sees.</summary>
    public IQueryable<Activity> SeenActivities => Activities.Where(activity => activity.Records.Any(record =>
        Accounts.Any(account => account.Id == record.AccountId && account.MergedIntoId == null)
        || SeenContacts.Any(contact => contact.Id == record.ContactId)
        || OpportunityOutlines.Any(opportunity => opportunity.Id == record.OpportunityId)
        || Handoffs.Any(handoff => handoff.Id == record.HandoffId)));

    /// <summary>Lets Inbound read outreach, which it does not own.</summary>
    public IQueryable<LoggedOutreach> LoggedOutreach =>
        from record in Set<ActivityRecord>()
        join activity in Activities on record.ActivityId equals activity.Id
        where activity.Kind != ActivityKind.Note
        select new LoggedOutreach
        {
            HandoffId = record.HandoffId,
            OpportunityId = record.OpportunityId,
            ContactId = record.ContactId,
            OccurredAt = activity.OccurredAt,
        };
}
