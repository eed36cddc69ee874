using System.ComponentModel.DataAnnotations;
using Funnel.Messaging;
using Funnel.Sales.Activities;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Tasks;

/// <param name="DueAt">Until when it is to be done.</param>
/// <param name="AssigneeId">The representative who is to do it.</param>
/// <param name="RemindAt">When the assignee is reminded; never where it is absent.</param>
/// <param name="Record">What it is about.</param>
public sealed record SetTaskRequest(
    [property: Required, MaxLength(SalesTask.SubjectLength)] string Subject,
    DateTimeOffset DueAt,
    Guid AssigneeId,
    DateTimeOffset? RemindAt = null,
    RecordReference? Record = null,
    [property: MinLength(1), MaxLength(SalesTask.NoteLength)] string? Note = null);

/// <summary>All that may be changed of a task; what is absent is erased.</summary>
/// <inheritdoc cref="SetTaskRequest"/>
public sealed record ChangeTaskRequest(
    [property: Required, MaxLength(SalesTask.SubjectLength)] string Subject,
    DateTimeOffset DueAt,
    Guid AssigneeId,
    DateTimeOffset? RemindAt = null,
    [property: MinLength(1), MaxLength(SalesTask.NoteLength)] string? Note = null);

internal static class SetTask
{
    public static async Task<Results<Created<TaskResponse>, ProblemHttpResult>> Handle(
        SetTaskRequest request, SalesDb db, TimeProvider clock, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var details = Read(request.Subject, request.Note, request.DueAt, request.RemindAt, request.AssigneeId);
        if (await Refuse(db, details, now, cancellation) is { } refusal)
        {
            return refusal.ToProblem();
        }

        if ((await NamedRecords.Find(db, request.Record is null ? [] : [request.Record], cancellation)).IsRefused(out var noRecord, out var records))
        {
            return noRecord.ToProblem();
        }

        var task = SalesTask.Set(details, records.Found.SingleOrDefault(), now);
        db.Add(task);
        RemindOfTask.Schedule(db, task);
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Created($"/api/sales/v1/tasks/{task.Id}", TaskResponse.Of(task, now));
    }

    public static async Task<Results<Ok<TaskResponse>, ProblemHttpResult>> Change(
        Guid id, ChangeTaskRequest request, SalesDb db, TimeProvider clock, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        if (await db.Tasks.FindAsync([id], cancellation) is not { } task)
        {
            return TaskRefusals.NotFound.ToProblem();
        }

        var details = Read(request.Subject, request.Note, request.DueAt, request.RemindAt, request.AssigneeId);
        if ((await Refuse(db, details, now, cancellation) ?? task.Change(details)) is { } refusal)
        {
            return refusal.ToProblem();
        }

        RemindOfTask.Schedule(db, task);
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Ok(TaskResponse.Of(task, now));
    }

    private static TaskDetails Read(string subject, string? note, DateTimeOffset dueAt, DateTimeOffset? remindAt, Guid assigneeId) =>
        new(subject, note, dueAt.ToMicroseconds(), remindAt?.ToMicroseconds(), assigneeId);

    private static async Task<Refusal?> Refuse(SalesDb db, TaskDetails details, DateTimeOffset now, CancellationToken cancellation) =>
        TaskRefusals.Refuse(now, details.DueAt, details.RemindAt)
        ?? (await db.Representatives.AnyAsync(person => person.Id == details.AssigneeId, cancellation) ? null
            : TaskRefusals.AssigneeNotFound.Because($"'{details.AssigneeId}' is none."));
}
