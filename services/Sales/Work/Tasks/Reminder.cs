using Funnel.Messaging;
using Funnel.Sales.Visibility;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Tasks;

/// <summary>That somebody was reminded: of a task, one a task and time; or of an opportunity that stalled, one a stay and person.</summary>
internal sealed class Reminder : IOwned
{
    private Reminder()
    {
    }

    public Guid Id { get; private init; }

    public Guid? TaskId { get; private init; }

    /// <summary>What stalled, where that is what it is about.</summary>
    public Guid? OpportunityId { get; private init; }

    /// <summary>Who is reminded.</summary>
    public Guid? OwnerId { get; private init; }

    /// <summary>For when it was asked; of an opportunity, since when it has been too long in its stage.</summary>
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
