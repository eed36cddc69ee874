using System.ComponentModel.DataAnnotations;
using Funnel.Sales.Visibility;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Tasks;

/// <summary>A reminder of a task, or of the opportunities that stalled in one stage on one day.</summary>
/// <param name="TaskId">Absent if the reminder is about an opportunity.</param>
/// <param name="Subject">The subject of the task, the name of the opportunity, or the number of opportunities.</param>
/// <param name="DueAt">The time at which the task is due, or at which the opportunity stalled.</param>
/// <param name="State">The state of the task.</param>
/// <param name="OpportunityId">The stalled opportunity. Absent if there are several. Then list the opportunities with `stalled=true`,
/// `pipeline` and `stage`.</param>
/// <param name="Opportunities">The number of stalled opportunities; 0 for a task.</param>
/// <param name="Pipeline">The code of the pipeline of the stalled opportunities.</param>
/// <param name="Stage">The code of the stage of the stalled opportunities.</param>
/// <param name="StalledAt">The time since which the opportunity has been in its stage for too long. Absent after it has moved on.</param>
/// <param name="RepresentativeId">The representative who is reminded.</param>
/// <param name="RemindAt">The time for which the reminder was requested.</param>
/// <param name="RemindedAt">The time at which the reminder was given.</param>
/// <param name="DismissedAt">The time at which the reminder was dismissed. Absent until then.</param>
public sealed record ReminderResponse(
    Guid Id, Guid? TaskId, string Subject, DateTimeOffset DueAt, TaskState? State, Guid? RepresentativeId,
    DateTimeOffset RemindAt, DateTimeOffset RemindedAt, DateTimeOffset? DismissedAt, Guid? OpportunityId, DateTimeOffset? StalledAt,
    int Opportunities, string? Pipeline, string? Stage);

internal static class ListReminders
{
    public static async Task<Ok<Page<ReminderResponse>>> Handle(
        SalesDb db, CancellationToken cancellation, Guid? representativeId = null, bool? dismissed = null, Guid? after = null,
        [Range(1, Page<ReminderResponse>.LargestLimit)] int limit = Page<ReminderResponse>.DefaultLimit)
    {
        var found = db.Reminders.AsNoTracking();
        found = representativeId is null ? found : found.Where(reminder => reminder.OwnerId == representativeId);
        found = dismissed is null ? found : found.Where(reminder => (reminder.DismissedAt != null) == dismissed);
        found = after is null ? found : found.Where(reminder => reminder.Id < after);
        var items = await Show(db, found).Take(limit + 1).ToListAsync(cancellation);
        return TypedResults.Ok(Page.Of(items, limit, item => item.Id));
    }

    /// <remarks>The reminded representative sees the subject, even if the task belongs to another representative now.</remarks>
    public static IQueryable<ReminderResponse> Show(SalesDb db, IQueryable<Reminder> reminders)
    {
        var opportunities = db.OpportunityOutlines.IgnoringOwnership();
        return
            from reminder in reminders.Seen(db)
            join one in db.Tasks.IgnoringOwnership() on reminder.TaskId equals one.Id into tasks
            from task in tasks.DefaultIfEmpty()
            orderby reminder.Id descending
            select new ReminderResponse(
                reminder.Id, reminder.TaskId,
                task != null ? task.Subject
                    : reminder.Opportunities > 1 ? reminder.Opportunities.ToString() + " opportunities in stage " + reminder.Stage
                    : opportunities.Where(one => one.Id == reminder.OpportunityId).Select(one => one.Name).First(),
                task == null ? reminder.RemindAt : task.DueAt, task == null ? null : task.State, reminder.OwnerId, reminder.RemindAt,
                reminder.RemindedAt, reminder.DismissedAt, reminder.OpportunityId,
                opportunities.Where(one => one.Id == reminder.OpportunityId).Select(one => one.StalledAt).FirstOrDefault(),
                reminder.Opportunities, reminder.Pipeline, reminder.Stage);
    }
}
