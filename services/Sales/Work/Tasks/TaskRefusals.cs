using Funnel.ServiceDefaults;

namespace Funnel.Sales.Tasks;

internal static class TaskRefusals
{
    public static readonly Refusal NotFound = new("task-not-found", 404, "There is no such task.");
    public static readonly Refusal AssigneeNotFound = new("assignee-not-found", 422, "There is no such representative.");
    public static readonly Refusal ReminderNotFound = new("reminder-not-found", 404, "There is no such reminder.");

    private static readonly Refusal Closed = new("task-already-closed", 409, "The task is closed.");
    private static readonly Refusal OutOfRange = new("due-out-of-range", 422, "A task is due, and reminded of, between 1990 and 50 years from now.");

    public static Refusal AlreadyClosed(SalesTask task) => Closed.Because($"It was {task.State.ToString().ToLowerInvariant()} at {task.ClosedAt:yyyy-MM-dd'T'HH:mm:ss'Z'}.");

    public static Refusal? Refuse(DateTimeOffset now, params ReadOnlySpan<DateTimeOffset?> times)
    {
        foreach (var time in times)
        {
            if (time is { Year: < 1990 } || time > now.AddYears(50))
            {
                return OutOfRange.Because($"{time:O} is not.");
            }
        }

        return null;
    }
}
