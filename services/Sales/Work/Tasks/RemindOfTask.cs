using Funnel.Messaging.Timers;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Tasks;

/// <summary>Reminds the assignee of a task when the time has come.</summary>
internal sealed class RemindOfTask(SalesDb db, TimeProvider clock) : IWhenDue
{
    public const string Timer = "task-reminder";

    public async Task WhenDue(Guid subject, DateTimeOffset dueAt, CancellationToken cancellation)
    {
        // A reminder that is requested again for the same time is not given twice.
        var wasReminded = await db.Reminders.AnyAsync(reminder => reminder.TaskId == subject && reminder.RemindAt == dueAt, cancellation);
        if (await db.Tasks.FindAsync([subject], cancellation) is { } task && task.Remind(dueAt, clock.GetUtcNow()) is { } reminder
            && !wasReminded)
        {
            db.Add(reminder);
        }
    }

    /// <summary>Sets or removes the timer of the task. Call it in the transaction that changes the task.</summary>
    public static void Schedule(SalesDb db, SalesTask task)
    {
        if (task.RemindAt is { } at)
        {
            db.Schedule(Timer, task.Id, at);
        }
        else
        {
            db.Unschedule(Timer, task.Id);
        }
    }
}
