using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Sales.Tasks;

internal static class CloseTask
{
    public static Task<Results<Ok<TaskResponse>, ProblemHttpResult>> Complete(Guid id, SalesDb db, TimeProvider clock,
        CancellationToken cancellation) =>
        Handle(id, TaskState.Done, db, clock, cancellation);

    public static Task<Results<Ok<TaskResponse>, ProblemHttpResult>> Cancel(Guid id, SalesDb db, TimeProvider clock,
        CancellationToken cancellation) =>
        Handle(id, TaskState.Cancelled, db, clock, cancellation);

    private static async Task<Results<Ok<TaskResponse>, ProblemHttpResult>> Handle(
        Guid id, TaskState state, SalesDb db, TimeProvider clock, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        if (await db.Tasks.FindAsync([id], cancellation) is not { } task)
        {
            return TaskRefusals.NotFound.ToProblem();
        }

        if (task.State != state)
        {
            if (task.Close(state, now).IsRefused(out var refusal))
            {
                return refusal.ToProblem();
            }

            RemindOfTask.Schedule(db, task);
            await db.SaveChangesAsync(cancellation);
        }

        return TypedResults.Ok(TaskResponse.Of(task, now));
    }
}
