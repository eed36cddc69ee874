using System.ComponentModel.DataAnnotations;
using Funnel.Sales.Handoffs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Sales.Team;

/// <param name="Weight">The person's share of the turns, against the others' weights.</param>
/// <param name="MaxOpenHandoffs">As many pending handoffs the person may have; any number where it is absent.</param>
public sealed record SetCapacityRequest(
    [property: Required, Range(1, Representative.HighestWeight)] int? Weight,
    [property: Range(0, 100_000)] int? MaxOpenHandoffs = null);

internal static class SetCapacity
{
    public static async Task<Results<Ok<RepresentativeResponse>, ProblemHttpResult>> Handle(
        Guid id, SetCapacityRequest request, SalesDb db, AssignQueuedHandoffs queue, CancellationToken cancellation)
    {
        if (await db.Representatives.FindAsync([id], cancellation) is not { } person)
        {
            return TeamRefusals.NotFound.ToProblem();
        }

        person.Carry(request.Weight!.Value, request.MaxOpenHandoffs);
        await db.SaveChangesAsync(cancellation);
        db.AfterCommit(queue.Wake);
        return TypedResults.Ok(RepresentativeResponse.Of(person));
    }
}
