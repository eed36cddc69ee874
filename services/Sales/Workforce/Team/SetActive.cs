using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Sales.Team;

internal static class SetActive
{
    public static Task<Results<Ok<RepresentativeResponse>, ProblemHttpResult>> Activate(
        Guid id, SalesDb db, AvailabilitySignal signal, CancellationToken cancellation) => Handle(id, true, db, signal, cancellation);

    public static Task<Results<Ok<RepresentativeResponse>, ProblemHttpResult>> Deactivate(
        Guid id, SalesDb db, AvailabilitySignal signal, CancellationToken cancellation) => Handle(id, false, db, signal, cancellation);

    private static async Task<Results<Ok<RepresentativeResponse>, ProblemHttpResult>> Handle(
        Guid id, bool isActive, SalesDb db, AvailabilitySignal signal, CancellationToken cancellation)
    {
        if (await db.Representatives.FindAsync([id], cancellation) is not { } person)
        {
            return TeamRefusals.NotFound.ToProblem();
        }

        if ((await ManagedTeams.Load(db, cancellation)).CheckPerson(person).IsRefused(out var refusal))
        {
            return refusal.ToProblem();
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
        db.AfterCommit(signal.Raise);
        return TypedResults.Ok(RepresentativeResponse.Of(person));
    }
}
