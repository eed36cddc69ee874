using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Funnel.Gateway.Identity;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Gateway.People;

/// <summary>Somebody who can sign in.</summary>
/// <param name="SignInName">The address, or <c>admin</c> for the first administrator.</param>
/// <param name="HasOneTimePassword">They have not chosen a password of their own yet.</param>
public sealed record PersonResponse(Guid Id, string SignInName, string Name, IReadOnlyList<string> Roles, bool IsActive, bool HasOneTimePassword, DateTimeOffset CreatedAt)
{
    internal static PersonResponse Of(Person person) =>
        new(person.Id, person.UserName!, person.Name, person.Roles, person.IsActive, person.HasOneTimePassword, person.CreatedAt);
}

internal static class ListPeople
{
    public static async Task<Ok<Page<PersonResponse>>> Handle(
        IdentityDb db, CancellationToken cancellation,
        [Description("The last page's `next`.")] Guid? after = null,
        [Range(1, Page<PersonResponse>.LargestLimit)] int limit = Page<PersonResponse>.DefaultLimit)
    {
        var people = await db.Users.AsNoTracking().Where(person => after == null || person.Id < after)
            .OrderByDescending(person => person.Id).Take(limit + 1).ToListAsync(cancellation);
        return TypedResults.Ok(Page.Of(people.ConvertAll(PersonResponse.Of), limit, person => person.Id));
    }

    public static async Task<Results<Ok<PersonResponse>, ProblemHttpResult>> Show(Guid id, IdentityDb db, CancellationToken cancellation) =>
        await db.Users.AsNoTracking().FirstOrDefaultAsync(person => person.Id == id, cancellation) is { } person
            ? TypedResults.Ok(PersonResponse.Of(person))
            : PeopleRefusals.NotFound.ToProblem();
}
