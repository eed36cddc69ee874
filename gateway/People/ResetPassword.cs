using System.Security.Claims;
using Funnel.Gateway.Identity;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;

namespace Funnel.Gateway.People;

/// <param name="OneTimePassword">
/// The one-time password. Only this response shows it. It is valid for one week, and the person replaces it at the next sign-in.
/// </param>
public sealed record ResetPasswordResponse(string OneTimePassword);

/// <summary>Replaces the password of a person who has lost it, and ends the person's sessions.</summary>
internal static class ResetPassword
{
    public static async Task<Results<Ok<ResetPasswordResponse>, ProblemHttpResult>> Handle(
        Guid id, ClaimsPrincipal caller, UserManager<Person> people, IdentityDb db, Revocations revocations, TimeProvider clock,
        CancellationToken cancellation)
    {
        await using var transaction = await IdentityTransaction.BeginOrJoin(db, cancellation);
        if (await people.FindByIdAsync(id.ToString()) is not { } person)
        {
            return PeopleRefusals.NotFound.ToProblem();
        }

        if (PeopleRefusals.CheckGranted(person.Roles, caller).IsRefused(out var refusal))
        {
            return refusal.ToProblem();
        }

        db.Add(AuditEntry.Event(
            Actor.Of(caller) ?? Actor.Anonymous, "password-reset", "person", id.ToString(), null, clock.GetUtcNow()));
        var password = await OneTimePassword.Issue(person, people, clock.GetUtcNow());
        await revocations.Revoke(id.ToString(), db, cancellation);
        await transaction.Commit(cancellation);
        await revocations.Load(cancellation);
        return TypedResults.Ok(new ResetPasswordResponse(password));
    }
}
