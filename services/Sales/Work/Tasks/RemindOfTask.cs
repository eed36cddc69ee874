using Funnel.Messaging.Timers;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Tasks;

/// <summary>The time has come at which somebody is to be reminded of a task.</summary>
internal sealed class RemindOfTask(SalesDb db, TimeProvider clock) : IWhenDue
{
    public const string Timer = "task-reminder";

    public async Task WhenDue(Guid subject, DateTimeOffset dueAt, CancellationToken cancellation)
    {
        // Who asks again for a time that has been is not reminded twice.
        var wasReminded = await db.Reminders.AnyAsync(reminder => reminder.TaskId == subject && reminder.RemindAt == dueAt, cancellation);
        if (await db.Tasks.FindAsync([subject], cancellation) is { } task && task.Remind(dueAt, clock.GetUtcNow()) is { } reminder && !wasReminded)
        {
            db.Add(reminder);
        }
    }

    /// <summary>As the task wants it, in the transaction that changes the task.</summary>
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
