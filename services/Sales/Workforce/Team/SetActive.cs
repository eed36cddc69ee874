using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Sales.Team;

internal static class SetActive
{
    public static async Task<Results<Ok<RepresentativeResponse>, ProblemHttpResult>> Activate(
        Guid id, SalesDb db, AvailabilitySignal signal, CancellationToken cancellation) =>
        (await Change(id, isActive: true, db, signal, cancellation)).IsRefused(out var refusal, out var person)
            ? refusal.ToProblem()
            : TypedResults.Ok(RepresentativeResponse.Of(person));

    public static async Task<Result<Representative>> Change(
        Guid id, bool isActive, SalesDb db, AvailabilitySignal signal, CancellationToken cancellation)
    {
        if (await db.Representatives.FindAsync([id], cancellation) is not { } person)
        {
            return TeamRefusals.NotFound;
        }

        if ((await ManagedTeams.Load(db, cancellation)).CheckPerson(person).IsRefused(out var refusal))
        {
            return refusal;
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
        return person;
    }
}
