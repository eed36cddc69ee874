using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Funnel.Gateway.Identity;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Gateway.People;

/// <summary>The fields to change. Fields that are left out stay as they are.</summary>
public sealed record ChangePersonRequest
{
    [StringLength(Person.LongestName, MinimumLength = 1)]
    public string? Name { get; init; }

    /// <summary>
    /// The complete new list of roles: one or more of marketing, marketing-manager, sales, sales-manager, analyst, operator,
    /// integrator, administrator.
    /// </summary>
    [MinLength(1), MaxLength(AddPersonRequest.MostRoles)]
    public IReadOnlyList<string>? Roles { get; init; }

    /// <summary>False signs the person out and stops further sign-ins. True lets the person sign in again.</summary>
    public bool? IsActive { get; init; }
}

/// <summary>Changes a person, and ends the person's tokens at once.</summary>
internal static class ChangePerson
{
    public static async Task<Results<Ok<PersonResponse>, ProblemHttpResult>> Handle(
        Guid id, ChangePersonRequest request, ClaimsPrincipal caller,
        UserManager<Person> people, IdentityDb db, Revocations revocations, CancellationToken cancellation)
    {
        if (PeopleRefusals.CheckRoles(request.Roles ?? []).IsRefused(out var refusal)
            || PeopleRefusals.CheckGranted(request.Roles ?? [], caller).IsRefused(out refusal))
        {
            return refusal.ToProblem();
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        // Two administrators could remove each other's role at the same time. The lock makes the second request fail.
        await Administrator.Lock(db, cancellation);
        if (await db.Users.FirstOrDefaultAsync(other => other.Id == id, cancellation) is not { } person)
        {
            return PeopleRefusals.NotFound.ToProblem();
        }

        person.Name = request.Name?.Trim() ?? person.Name;
        person.Roles = request.Roles is null ? person.Roles : [.. request.Roles.Distinct()];
        person.IsActive = request.IsActive ?? person.IsActive;
        var isAdministrator = person.IsActive && person.Roles.Contains(Administrator.Role);
        if (!isAdministrator && !await db.Users.AnyAsync(
            other => other.Id != id && other.IsActive && other.Roles.Contains(Administrator.Role), cancellation))
        {
            return PeopleRefusals.LastAdministrator
                .Because("No other active person has the role administrator. Give the role to another person first.").ToProblem();
        }

        await people.UpdateSecurityStampAsync(person).OrThrow();
        await revocations.Revoke(id.ToString(), db, cancellation);
        await transaction.CommitAsync(cancellation);
        await revocations.Load(cancellation);
        return TypedResults.Ok(PersonResponse.Of(person));
    }
}
