using Funnel.Gateway.Identity;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Gateway.People;

internal static class GetPerson
{
    public static async Task<Results<Ok<PersonResponse>, ProblemHttpResult>> Handle(
        Guid id, IdentityDb db, CancellationToken cancellation) =>
        await db.Users.AsNoTracking().FirstOrDefaultAsync(person => person.Id == id, cancellation) is { } person
            ? TypedResults.Ok(PersonResponse.Of(person))
            : PeopleRefusals.NotFound.ToProblem();
}
