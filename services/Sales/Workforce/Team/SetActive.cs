using Funnel.Sales.Handoffs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Sales.Team;

internal static class SetActive
{
    public static Task<Results<Ok<RepresentativeResponse>, ProblemHttpResult>> Activate(
        Guid id, SalesDb db, AssignQueuedHandoffs queue, CancellationToken cancellation) => Handle(id, true, db, queue, cancellation);

    public static Task<Results<Ok<RepresentativeResponse>, ProblemHttpResult>> Deactivate(
        Guid id, SalesDb db, AssignQueuedHandoffs queue, CancellationToken cancellation) => Handle(id, false, db, queue, cancellation);

    private static async Task<Results<Ok<RepresentativeResponse>, ProblemHttpResult>> Handle(
        Guid id, bool isActive, SalesDb db, AssignQueuedHandoffs queue, CancellationToken cancellation)
    {
        if (await db.Representatives.FindAsync([id], cancellation) is not { } person)
        {
            return TeamRefusals.NotFound.ToProblem();
        }

        if (isActive)
        {
            person.Activate();
        }
        else
        {
            person.Deactivate();
        }

        await db.SaveChangesAsync(cancellation);
        db.AfterCommit(queue.Wake);
        return TypedResults.Ok(RepresentativeResponse.Of(person));
    }
}
