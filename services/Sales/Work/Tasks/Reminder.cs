using Funnel.Messaging;
using Funnel.Sales.Visibility;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Tasks;

/// <summary>
/// A reminder for a representative: of a task, once for each time; or of the opportunities that stalled in one stage on one day.
/// One stalled opportunity is named. More are counted, so that a new maximum age of a full stage gives one reminder a person.
/// </summary>
internal sealed class Reminder : IOwned
{
    private Reminder()
    {
    }

    public Guid Id { get; private init; }

    public Guid? TaskId { get; private init; }

    /// <summary>The stalled opportunity. Absent if there are several, or if the reminder is about a task.</summary>
    public Guid? OpportunityId { get; private set; }

    /// <summary>The number of stalled opportunities; 0 if the reminder is about a task.</summary>
    public int Opportunities { get; private set; }

    /// <summary>The pipeline of the stage. Absent if the reminder is about a task.</summary>
    public string? Pipeline { get; private init; }

    public string? Stage { get; private init; }

    /// <summary>The day in UTC on which the reminder was first given. Absent if the reminder is about a task.</summary>
    public DateOnly? StalledOn { get; private init; }

    /// <summary>The representative who is reminded.</summary>
    public Guid? OwnerId { get; private set; }

    /// <summary>The requested time; for an opportunity, the time since which it has been in its stage for too long.</summary>
    public DateTimeOffset RemindAt { get; private set; }

    /// <summary>The time at which the reminder was given.</summary>
    public DateTimeOffset RemindedAt { get; private set; }

    public DateTimeOffset? DismissedAt { get; private set; }

    /// <summary>Gives the reminder to another representative.</summary>
    public void HandTo(Guid owner) => OwnerId = owner;

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
    public static Reminder OfStalledOpportunity(StalledOpportunity stalled, Guid who, DateTimeOffset at, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        OpportunityId = stalled.Id,
        Opportunities = 1,
        Pipeline = stalled.Pipeline,
        Stage = stalled.Stage,
        StalledOn = DateOnly.FromDateTime(now.UtcDateTime),
        OwnerId = who,
        RemindAt = at,
        RemindedAt = now.ToMicroseconds(),
    };

    /// <summary>Counts another opportunity that stalled in the same stage on the same day. A dismissed reminder comes back.</summary>
    public void Count(DateTimeOffset at, DateTimeOffset now)
    {
        (OpportunityId, Opportunities, DismissedAt) = (null, Opportunities + 1, null);
        (RemindAt, RemindedAt) = (at < RemindAt ? at : RemindAt, now.ToMicroseconds());
    }

    public void Dismiss(DateTimeOffset now) => DismissedAt ??= now.ToMicroseconds();
}

/// <summary>An opportunity that is too long in its stage.</summary>
internal sealed record StalledOpportunity(Guid Id, string Pipeline, string Stage);
