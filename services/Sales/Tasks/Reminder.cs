using Funnel.Messaging;
using Funnel.Sales.Visibility;

namespace Funnel.Sales.Tasks;

/// <summary>That somebody was reminded of a task: one a task and time.</summary>
internal sealed class Reminder : IOwned
{
    private Reminder()
    {
    }

    public Guid Id { get; private init; }

    public Guid TaskId { get; private init; }

    /// <summary>Who is reminded.</summary>
    public Guid? OwnerId { get; private init; }

    /// <summary>For when it was asked.</summary>
    public DateTimeOffset RemindAt { get; private init; }

    /// <summary>When it was given.</summary>
    public DateTimeOffset RemindedAt { get; private init; }

    public DateTimeOffset? DismissedAt { get; private set; }

    public static Reminder Of(SalesTask task, DateTimeOffset at, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        TaskId = task.Id,
        OwnerId = task.OwnerId,
        RemindAt = at,
        RemindedAt = now.ToMicroseconds(),
    };

    public void Dismiss(DateTimeOffset now) => DismissedAt ??= now.ToMicroseconds();
}
