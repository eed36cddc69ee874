using System.ComponentModel.DataAnnotations;
using System.Net.Mail;
using System.Security.Claims;
using Funnel.Gateway.Identity;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;

namespace Funnel.Gateway.People;

/// <summary>A new person who can sign in.</summary>
public sealed record AddPersonRequest
{
    public const int LongestEmail = 254;
    public const int MostRoles = 10;

    /// <summary>The email address with which the person signs in.</summary>
    [Required, StringLength(LongestEmail)]
    public required string Email { get; init; }

    [Required, StringLength(Person.LongestName)]
    public required string Name { get; init; }

    /// <summary>
    /// One or more of: marketing, marketing-manager, sales, sales-manager, analyst, operator, integrator, administrator.
    /// </summary>
    [Required, MinLength(1), MaxLength(MostRoles)]
    public required IReadOnlyList<string> Roles { get; init; }
}

/// <param name="OneTimePassword">
/// The one-time password. Only this response shows it. It is valid for one week, and the person replaces it at the first sign-in.
/// </param>
public sealed record AddPersonResponse(Guid Id, string OneTimePassword);

internal static class AddPerson
{
    public static async Task<Results<Created<AddPersonResponse>, ProblemHttpResult>> Handle(
        AddPersonRequest request, ClaimsPrincipal caller, UserManager<Person> people, IdentityDb db, TimeProvider clock,
        CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var email = request.Email.Trim().ToLowerInvariant();
        if (!MailAddress.TryCreate(email, out var address) || address.Address != email)
        {
            return PeopleRefusals.EmailInvalid
                .Because($"`email` is '{email}', which is not an email address such as ana@example.com.").ToProblem();
        }

        if (PeopleRefusals.CheckRoles(request.Roles).IsRefused(out var refusal)
            || PeopleRefusals.CheckGranted(request.Roles, caller).IsRefused(out refusal))
        {
            return refusal.ToProblem();
        }

        var person = new Person
        {
            Id = Guid.CreateVersion7(now),
            UserName = email,
            Email = email,
            Name = request.Name.Trim(),
            Roles = [.. request.Roles.Distinct()],
            CreatedAt = now,
        };
        await using var transaction = await IdentityTransaction.BeginOrJoin(db, cancellation);
        var created = await people.CreateAsync(person);
        if (created.Errors.Any(error => error.Code == nameof(IdentityErrorDescriber.DuplicateUserName)))
        {
            return PeopleRefusals.EmailTaken.Because($"`email` is '{email}', which another person uses.").ToProblem();
        }

        created.OrThrow();
        var password = await OneTimePassword.Issue(person, people, now);
        await transaction.Commit(cancellation);
        return TypedResults.Created($"/api/identity/v1/people/{person.Id}", new AddPersonResponse(person.Id, password));
    }
}
