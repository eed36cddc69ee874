using System.ComponentModel.DataAnnotations;
using Funnel.Gateway.Identity;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Gateway.People;

/// <summary>What is to change; what is left out stays.</summary>
public sealed record ChangePersonRequest
{
    [StringLength(Person.LongestName, MinimumLength = 1)]
    public string? Name { get; init; }

    /// <summary>All that they shall have: marketing, sales, sales-manager, analyst, operator, integrator, administrator.</summary>
    [MinLength(1), MaxLength(AddPersonRequest.MostRoles)]
    public IReadOnlyList<string>? Roles { get; init; }

    /// <summary>False signs them out, and lets them in no more.</summary>
    public bool? IsActive { get; init; }
}

/// <summary>Changes a person. Where it takes something away, their tokens end at once.</summary>
internal static class ChangePerson
{
    public static async Task<Results<Ok<PersonResponse>, ProblemHttpResult>> Handle(
        Guid id, ChangePersonRequest request, UserManager<Person> people, IdentityDb db, Revocations revocations, CancellationToken cancellation)
    {
        if (PeopleRefusals.Unknown(request.Roles ?? []) is { } unknown)
        {
            return PeopleRefusals.RoleUnknown.Because($"'{unknown}' is none of {string.Join(", ", Roles.All.Keys)}.").ToProblem();
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        // Of two administrators who take each other's role away at once, the second is refused.
        await Administrator.OneAtATime(db, cancellation);
        if (await db.Users.FirstOrDefaultAsync(other => other.Id == id, cancellation) is not { } person)
        {
            return PeopleRefusals.NotFound.ToProblem();
        }

        person.Name = request.Name?.Trim() ?? person.Name;
        person.Roles = request.Roles is null ? person.Roles : [.. request.Roles.Distinct()];
        person.IsActive = request.IsActive ?? person.IsActive;
        var isStillThere = person.IsActive && person.Roles.Contains(Administrator.Role);
        if (!isStillThere && !await db.Users.AnyAsync(other => other.Id != id && other.IsActive && other.Roles.Contains(Administrator.Role), cancellation))
        {
            return PeopleRefusals.LastAdministrator.ToProblem();
        }

        await people.UpdateSecurityStampAsync(person).OrThrow();
        await revocations.Revoke(id.ToString(), db, cancellation);
        await transaction.CommitAsync(cancellation);
        await revocations.Load(cancellation);
        return TypedResults.Ok(PersonResponse.Of(person));
    }
}
