using Funnel.Messaging;
using Funnel.Sales.Visibility;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Tasks;

public enum TaskState
{
    Open,
    Done,
    Cancelled,
}

/// <summary>A task of a representative with a due time, about one record or none.</summary>
internal sealed class SalesTask : IOwned, IVersioned
{
    public const int SubjectLength = 200;
    public const int NoteLength = 4000;

    private SalesTask()
    {
    }

    public Guid Id { get; private init; }

    public string Subject { get; private set; } = "";

    public string? Note { get; private set; }

    public DateTimeOffset DueAt { get; private set; }

    /// <summary>The time at which the assignee is reminded. Absent if there is no reminder, or no further one.</summary>
    public DateTimeOffset? RemindAt { get; private set; }

    /// <summary>The assignee.</summary>
    public Guid? OwnerId { get; private set; }

    public Guid? AccountId { get; private init; }

    public Guid? ContactId { get; private init; }

    public Guid? OpportunityId { get; private init; }

    public Guid? HandoffId { get; private init; }

    public TaskState State { get; private set; }

    /// <summary>The time at which the task was done or cancelled.</summary>
    public DateTimeOffset? ClosedAt { get; private set; }

    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>Rises by one with each change.</summary>
    public int Version { get; private set; }

    public static SalesTask Set(TaskDetails details, RecordReference? record, DateTimeOffset now)
    {
        var task = new SalesTask
        {
            Id = Guid.CreateVersion7(now),
            AccountId = record?.Kind == RecordKind.Account ? record.Id : null,
            ContactId = record?.Kind == RecordKind.Contact ? record.Id : null,
            OpportunityId = record?.Kind == RecordKind.Opportunity ? record.Id : null,
            HandoffId = record?.Kind == RecordKind.Handoff ? record.Id : null,
            CreatedAt = now.ToMicroseconds(),
        };
        task.Take(details);
        return task;
    }

    public Result Change(TaskDetails details)
    {
        if (State != TaskState.Open)
        {
            return TaskRefusals.AlreadyClosed(this);
        }

        Take(details);
        Version++;
        return Result.Done;
    }

    /// <summary>Gives the task to another representative.</summary>
    public void HandTo(Guid assignee) => (OwnerId, Version) = (assignee, OwnerId == assignee ? Version : Version + 1);

    public Result Close(TaskState state, DateTimeOffset now)
    {
        if (State != TaskState.Open)
        {
            return TaskRefusals.AlreadyClosed(this);
        }

        (State, ClosedAt, RemindAt, Version) = (state, now.ToMicroseconds(), null, Version + 1);
        return Result.Done;
    }

    /// <summary>Makes the reminder for the assignee, once.</summary>
    /// <returns>Null if the task has no reminder at that time any more.</returns>
    public Reminder? Remind(DateTimeOffset at, DateTimeOffset now)
    {
        if (State != TaskState.Open || RemindAt != at)
        {
            return null;
        }

        RemindAt = null;
        return Reminder.Of(this, at, now);
    }

    private void Take(TaskDetails details) =>
        (Subject, Note, DueAt, RemindAt, OwnerId) =
            (details.Subject.Trim(), details.Note, details.DueAt, details.RemindAt, details.AssigneeId);
}

/// <summary>The details of a task that users can change.</summary>
internal sealed record TaskDetails(string Subject, string? Note, DateTimeOffset DueAt, DateTimeOffset? RemindAt, Guid AssigneeId);
