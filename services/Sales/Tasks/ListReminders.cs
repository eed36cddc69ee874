using System.ComponentModel.DataAnnotations;
using Funnel.Sales.Visibility;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Tasks;

/// <param name="RepresentativeId">Who is reminded.</param>
/// <param name="RemindAt">For when it was asked.</param>
/// <param name="RemindedAt">When it was given.</param>
/// <param name="DismissedAt">When somebody had seen it; absent until then.</param>
public sealed record ReminderResponse(
    Guid Id, Guid TaskId, string Subject, DateTimeOffset DueAt, TaskState State, Guid? RepresentativeId,
    DateTimeOffset RemindAt, DateTimeOffset RemindedAt, DateTimeOffset? DismissedAt);

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
    private static IQueryable<ReminderResponse> Show(SalesDb db, IQueryable<Reminder> reminders) => reminders.Seen(db)
        .Join(db.Tasks.Everyones(), reminder => reminder.TaskId, task => task.Id, (reminder, task) => new { reminder, task })
        .OrderByDescending(both => both.reminder.Id)
        .Select(both => new ReminderResponse(
            both.reminder.Id, both.reminder.TaskId, both.task.Subject, both.task.DueAt, both.task.State, both.reminder.OwnerId,
            both.reminder.RemindAt, both.reminder.RemindedAt, both.reminder.DismissedAt));
}
