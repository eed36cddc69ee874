using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Activities;

internal static class GetActivity
{
    public static readonly Refusal NotFound = new("activity-not-found", 404, "The activity does not exist.");

    public static async Task<Results<Ok<ActivityResponse>, ProblemHttpResult>> Handle(Guid id, SalesDb db,
        CancellationToken cancellation) =>
        await ListActivities.Show(db, db.SeenActivities.Where(activity => activity.Id == id))
            .SingleOrDefaultAsync(cancellation) is { } found
            ? TypedResults.Ok(found)
            : NotFound.ToProblem();

    public static Task<ActivityResponse?> Show(SalesDb db, Guid id, CancellationToken cancellation) =>
        ListActivities.Show(db, db.Activities.Where(activity => activity.Id == id)).SingleOrDefaultAsync(cancellation);
}
