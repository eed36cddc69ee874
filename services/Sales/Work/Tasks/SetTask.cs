using System.ComponentModel.DataAnnotations;
using Funnel.Messaging;
using Funnel.Sales.Activities;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Tasks;

/// <param name="DueAt">The time by which the task must be done.</param>
/// <param name="AssigneeId">The representative who must do the task.</param>
/// <param name="RemindAt">The time at which the assignee is reminded. Absent for no reminder.</param>
/// <param name="Record">The record that the task is about.</param>
public sealed record SetTaskRequest(
    [property: Required, MaxLength(SalesTask.SubjectLength)] string Subject,
    DateTimeOffset DueAt,
    Guid AssigneeId,
    DateTimeOffset? RemindAt = null,
    RecordReference? Record = null,
    [property: MinLength(1), MaxLength(SalesTask.NoteLength)] string? Note = null);

internal static class SetTask
{
    public static async Task<Results<Created<TaskResponse>, ProblemHttpResult>> Handle(
        SetTaskRequest request, SalesDb db, TimeProvider clock, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var details = Read(request.Subject, request.Note, request.DueAt, request.RemindAt, request.AssigneeId);
        if ((await Check(db, details, now, cancellation)).IsRefused(out var refusal))
        {
            return refusal.ToProblem();
        }

        if ((await NamedRecords.Find(db, request.Record is null ? [] : [request.Record], cancellation))
            .IsRefused(out var noRecord, out var records))
        {
            return noRecord.ToProblem();
        }

        var task = SalesTask.Set(details, records.Found.SingleOrDefault(), now);
        db.Add(task);
        RemindOfTask.Schedule(db, task);
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Created($"/api/sales/v1/tasks/{task.Id}", TaskResponse.Of(task, now));
    }

    public static TaskDetails Read(string subject, string? note, DateTimeOffset dueAt, DateTimeOffset? remindAt, Guid assigneeId) =>
        new(subject, note, dueAt.ToMicroseconds(), remindAt?.ToMicroseconds(), assigneeId);

    public static async Task<Result> Check(SalesDb db, TaskDetails details, DateTimeOffset now, CancellationToken cancellation) =>
        TaskRefusals.CheckTimes(now, details.DueAt, details.RemindAt).IsRefused(out var outOfRange) ? outOfRange
        : !await db.Representatives.AnyAsync(person => person.Id == details.AssigneeId, cancellation)
            ? TaskRefusals.AssigneeNotFound.Because($"`assigneeId` is '{details.AssigneeId}', which is not a representative.")
        : Result.Done;
}
