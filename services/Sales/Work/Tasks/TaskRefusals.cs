using Funnel.ServiceDefaults;

namespace Funnel.Sales.Tasks;

internal static class TaskRefusals
{
    public static readonly Refusal NotFound = new("task-not-found", 404, "The task does not exist.");
    public static readonly Refusal AssigneeNotFound = new("assignee-not-found", 422, "The assignee is not a representative.");
    public static readonly Refusal ReminderNotFound = new("reminder-not-found", 404, "The reminder does not exist.");

    private static readonly Refusal Closed = new("task-already-closed", 409, "The task is already closed.");
    private static readonly Refusal OutOfRange = new("due-out-of-range", 422, "The due time or the reminder is out of range.");

    public static Refusal AlreadyClosed(SalesTask task) =>
        Closed.Because($"The task was {task.State.ToString().ToLowerInvariant()} at {task.ClosedAt:yyyy-MM-dd'T'HH:mm:ss'Z'}.");

    public static Result CheckTimes(DateTimeOffset now, params ReadOnlySpan<DateTimeOffset?> times)
    {
        foreach (var time in times)
        {
            if (time is { Year: < 1990 } || time > now.AddYears(50))
            {
                return OutOfRange.Because($"The time is {time:O}. It must lie between 1990 and 50 years from now.");
            }
        }

        return Result.Done;
    }
}
