using System.Security.Claims;
using Funnel.Gateway.Identity;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Gateway.People;

/// <summary>
/// Removes the second factor of a person who has lost it, and ends the person's sessions. If a role of the person requires a second
/// factor, the next sign-in sets up a new one.
/// </summary>
internal static class RemoveSecondFactor
{
    public static async Task<Results<Ok<PersonResponse>, ProblemHttpResult>> Handle(
        Guid id, ClaimsPrincipal caller, UserManager<Person> people, IdentityDb db, Revocations revocations,
        CancellationToken cancellation)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        if (await db.Users.FirstOrDefaultAsync(other => other.Id == id, cancellation) is not { } person)
        {
            return PeopleRefusals.NotFound.ToProblem();
        }

        if (PeopleRefusals.CheckGranted(person.Roles, caller).IsRefused(out var refusal))
        {
            return refusal.ToProblem();
        }

        SecondFactor.Remove(person);
        await people.UpdateSecurityStampAsync(person).OrThrow();
        await revocations.Revoke(id.ToString(), db, cancellation);
        await transaction.CommitAsync(cancellation);
        await revocations.Load(cancellation);
        return TypedResults.Ok(PersonResponse.Of(person));
    }
}
