using System.ComponentModel.DataAnnotations;
using System.Net.Mail;
using Funnel.Gateway.Identity;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;

namespace Funnel.Gateway.People;

/// <summary>Somebody who shall be able to sign in.</summary>
public sealed record AddPersonRequest
{
    public const int LongestEmail = 254;
    public const int MostRoles = 10;

    /// <summary>With which they sign in.</summary>
    [Required, StringLength(LongestEmail)]
    public required string Email { get; init; }

    [Required, StringLength(Person.LongestName)]
    public required string Name { get; init; }

    /// <summary>marketing, sales, sales-manager, analyst, operator, integrator, administrator.</summary>
    [Required, MinLength(1), MaxLength(MostRoles)]
    public required IReadOnlyList<string> Roles { get; init; }
}

/// <param name="OneTimePassword">Shown here and never again; good for a week, until they choose their own at first sign-in.</param>
public sealed record AddPersonResponse(Guid Id, string OneTimePassword);

internal static class AddPerson
{
    public static async Task<Results<Created<AddPersonResponse>, ProblemHttpResult>> Handle(
        AddPersonRequest request, UserManager<Person> people, IdentityDb db, TimeProvider clock, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var email = request.Email.Trim().ToLowerInvariant();
        if (!MailAddress.TryCreate(email, out var address) || address.Address != email)
        {
            return PeopleRefusals.EmailInvalid.ToProblem();
        }

        if (PeopleRefusals.Unknown(request.Roles) is { } unknown)
        {
            return PeopleRefusals.RoleUnknown.Because($"'{unknown}' is none of {string.Join(", ", Roles.All.Keys)}.").ToProblem();
        }

        var person = new Person { Id = Guid.CreateVersion7(now), UserName = email, Email = email, Name = request.Name.Trim(), Roles = [.. request.Roles.Distinct()], CreatedAt = now };
        await using var unit = await Unit.Begin(db, cancellation);
        var created = await people.CreateAsync(person);
        if (created.Errors.Any(error => error.Code == nameof(IdentityErrorDescriber.DuplicateUserName)))
        {
            return PeopleRefusals.EmailTaken.ToProblem();
        }

        created.OrThrow();
        var password = await OneTimePassword.Give(person, people, now);
        await unit.Commit(cancellation);
        return TypedResults.Created($"/api/identity/v1/people/{person.Id}", new AddPersonResponse(person.Id, password));
    }
}
