using System.ComponentModel.DataAnnotations;
using Funnel.Sales.Visibility;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Tasks;

/// <summary>Of a task, or of an opportunity that stalled.</summary>
/// <param name="TaskId">Absent where it is of an opportunity.</param>
/// <param name="Subject">The task's, or the opportunity's name.</param>
/// <param name="DueAt">When the task is due, or until when the opportunity might have stayed in its stage.</param>
/// <param name="State">The task's.</param>
/// <param name="OpportunityId">What stalled.</param>
/// <param name="StalledAt">Since when it has been in its stage for too long; absent once it has moved on.</param>
/// <param name="RepresentativeId">Who is reminded.</param>
/// <param name="RemindAt">For when it was asked.</param>
/// <param name="RemindedAt">When it was given.</param>
/// <param name="DismissedAt">When somebody had seen it; absent until then.</param>
public sealed record ReminderResponse(
    Guid Id, Guid? TaskId, string Subject, DateTimeOffset DueAt, TaskState? State, Guid? RepresentativeId,
    DateTimeOffset RemindAt, DateTimeOffset RemindedAt, DateTimeOffset? DismissedAt, Guid? OpportunityId, DateTimeOffset? StalledAt);

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

    public static async Task<Results<Ok<ReminderResponse>, ProblemHttpResult>> Dismiss(Guid id, SalesDb db, TimeProvider clock, CancellationToken cancellation)
    {
        if (await db.Reminders.FindAsync([id], cancellation) is not { } reminder)
        {
            return TaskRefusals.ReminderNotFound.ToProblem();
        }

        reminder.Dismiss(clock.GetUtcNow());
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Ok(await Show(db, db.Reminders.Where(one => one.Id == id)).SingleAsync(cancellation));
    }

    /// <remarks>Who is reminded sees of what, even when the task is somebody else's by now.</remarks>
    private static IQueryable<ReminderResponse> Show(SalesDb db, IQueryable<Reminder> reminders) =>
        from reminder in reminders.Seen(db)
        join one in db.Tasks.IgnoringOwnership() on reminder.TaskId equals one.Id into tasks
        from task in tasks.DefaultIfEmpty()
        let opportunities = db.OpportunityOutlines.IgnoringOwnership().Where(one => one.Id == reminder.OpportunityId)
        orderby reminder.Id descending
        select new ReminderResponse(
            reminder.Id, reminder.TaskId, task == null ? opportunities.Select(one => one.Name).First() : task.Subject, task == null ? reminder.RemindAt : task.DueAt,
            task == null ? null : task.State, reminder.OwnerId, reminder.RemindAt, reminder.RemindedAt, reminder.DismissedAt,
            reminder.OpportunityId, opportunities.Select(one => one.StalledAt).FirstOrDefault());
}
