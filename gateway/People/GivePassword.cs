using Funnel.Gateway.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;

namespace Funnel.Gateway.People;

/// <param name="OneTimePassword">Shown here and never again; good for a week, until they choose their own at the next sign-in.</param>
public sealed record GivePasswordResponse(string OneTimePassword);

/// <summary>For somebody who lost their password. Whoever is signed in as them is signed out.</summary>
internal static class GivePassword
{
    public static async Task<Results<Ok<GivePasswordResponse>, ProblemHttpResult>> Handle(
        Guid id, UserManager<Person> people, IdentityDb db, Revocations revocations, TimeProvider clock, CancellationToken cancellation)
    {
        await using var unit = await Unit.Begin(db, cancellation);
        if (await people.FindByIdAsync(id.ToString()) is not { } person)
        {
            return PeopleRefusals.NotFound.ToProblem();
        }

        var password = await OneTimePassword.Give(person, people, clock.GetUtcNow());
        await revocations.Revoke(id.ToString(), db, cancellation);
        await unit.Commit(cancellation);
        await revocations.Load(cancellation);
        return TypedResults.Ok(new GivePasswordResponse(password));
    }
}
