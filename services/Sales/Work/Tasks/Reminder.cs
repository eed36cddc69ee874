using Funnel.Messaging;
using Funnel.Sales.Visibility;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Tasks;

/// <summary>
/// A reminder for a representative: of a task, once for each time; or of a stalled opportunity, once for each stay and person.
/// </summary>
internal sealed class Reminder : IOwned
{
    private Reminder()
    {
    }

    public Guid Id { get; private init; }

    public Guid? TaskId { get; private init; }

    /// <summary>The stalled opportunity. Absent if the reminder is about a task.</summary>
    public Guid? OpportunityId { get; private init; }

    /// <summary>The representative who is reminded.</summary>
    public Guid? OwnerId { get; private init; }

    /// <summary>The requested time; for an opportunity, the time since which it has been in its stage for too long.</summary>
    public DateTimeOffset RemindAt { get; private init; }

    /// <summary>The time at which the reminder was given.</summary>
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

    /// <param name="who">The representative who is reminded.</param>
    /// <param name="at">The time since which the opportunity has been in its stage for too long.</param>
    public static Reminder OfStalledOpportunity(Guid opportunityId, Guid who, DateTimeOffset at, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        OpportunityId = opportunityId,
        OwnerId = who,
        RemindAt = at,
        RemindedAt = now.ToMicroseconds(),
    };

    public void Dismiss(DateTimeOffset now) => DismissedAt ??= now.ToMicroseconds();
}
