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

/// <summary>What a representative is to do until some time, about a record or about none.</summary>
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

    /// <summary>When the assignee is reminded; absent for never, or not again.</summary>
    public DateTimeOffset? RemindAt { get; private set; }

    /// <summary>Whose it is to do.</summary>
    public Guid? OwnerId { get; private set; }

    public Guid? AccountId { get; private init; }

    public Guid? ContactId { get; private init; }

    public Guid? OpportunityId { get; private init; }

    public Guid? HandoffId { get; private init; }

    public TaskState State { get; private set; }

    /// <summary>When it was done or cancelled.</summary>
    public DateTimeOffset? ClosedAt { get; private set; }

    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>Rises with each change.</summary>
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

    /// <returns>Why it cannot be changed, or null.</returns>
    public Refusal? Change(TaskDetails details)
    {
        if (State != TaskState.Open)
        {
            return TaskRefusals.AlreadyClosed(this);
        }

        Take(details);
        Version++;
        return null;
    }

    /// <returns>Why it cannot be closed, or null.</returns>
    public Refusal? Close(TaskState state, DateTimeOffset now)
    {
        if (State != TaskState.Open)
        {
            return TaskRefusals.AlreadyClosed(this);
        }

        (State, ClosedAt, RemindAt, Version) = (state, now.ToMicroseconds(), null, Version + 1);
        return null;
    }

    /// <summary>The assignee is told, once.</summary>
    /// <returns>Nothing where it is not to be reminded of at that time any more.</returns>
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
        (Subject, Note, DueAt, RemindAt, OwnerId) = (details.Subject.Trim(), details.Note, details.DueAt, details.RemindAt, details.AssigneeId);
}

/// <summary>What may be changed of a task.</summary>
internal sealed record TaskDetails(string Subject, string? Note, DateTimeOffset DueAt, DateTimeOffset? RemindAt, Guid AssigneeId);
