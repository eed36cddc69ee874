using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Sales.Team;

/// <param name="Weight">The share of new handoffs, relative to the weights of the others.</param>
/// <param name="MaxOpenHandoffs">The limit of pending handoffs. Absent for no limit.</param>
public sealed record SetCapacityRequest(
    [property: Required, Range(1, Representative.HighestWeight)] int? Weight,
    [property: Range(0, 100_000)] int? MaxOpenHandoffs = null);

internal static class SetCapacity
{
    public static async Task<Results<Ok<RepresentativeResponse>, ProblemHttpResult>> Handle(
        Guid id, SetCapacityRequest request, SalesDb db, AvailabilitySignal signal, CancellationToken cancellation)
    {
        if (await db.Representatives.FindAsync([id], cancellation) is not { } person)
        {
            return TeamRefusals.NotFound.ToProblem();
        }

        if ((await ManagedTeams.Load(db, cancellation)).CheckPerson(person).IsRefused(out var refusal))
        {
            return refusal.ToProblem();
        }

        person.SetCapacity(request.Weight!.Value, request.MaxOpenHandoffs);
        await db.SaveChangesAsync(cancellation);
        db.AfterCommit(signal.Raise);
        return TypedResults.Ok(RepresentativeResponse.Of(person));
    }
}
