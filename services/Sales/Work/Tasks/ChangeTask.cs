using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Sales.Tasks;

/// <summary>The new details of a task. An absent detail is erased.</summary>
/// <inheritdoc cref="SetTaskRequest"/>
public sealed record ChangeTaskRequest(
    [property: Required, MaxLength(SalesTask.SubjectLength)] string Subject,
    DateTimeOffset DueAt,
    Guid AssigneeId,
    DateTimeOffset? RemindAt = null,
    [property: MinLength(1), MaxLength(SalesTask.NoteLength)] string? Note = null);

internal static class ChangeTask
{
    public static async Task<Results<Ok<TaskResponse>, ProblemHttpResult>> Handle(
        Guid id, ChangeTaskRequest request, SalesDb db, TimeProvider clock, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        if (await db.Tasks.FindAsync([id], cancellation) is not { } task)
        {
            return TaskRefusals.NotFound.ToProblem();
        }

        var details = SetTask.Read(request.Subject, request.Note, request.DueAt, request.RemindAt, request.AssigneeId);
        if ((await SetTask.Check(db, details, now, cancellation)).IsRefused(out var refusal) || task.Change(details).IsRefused(out refusal))
        {
            return refusal.ToProblem();
        }

        RemindOfTask.Schedule(db, task);
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Ok(TaskResponse.Of(task, now));
    }
}
