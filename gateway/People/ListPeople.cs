using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Funnel.Gateway.Identity;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Gateway.People;

internal static class ListPeople
{
    public static async Task<Ok<Page<PersonResponse>>> Handle(
        IdentityDb db, CancellationToken cancellation,
        [Description("The `next` value of the previous page.")] Guid? after = null,
        [Range(1, Page<PersonResponse>.LargestLimit)] int limit = Page<PersonResponse>.DefaultLimit)
    {
        var people = await db.Users.AsNoTracking().Where(person => after == null || person.Id < after)
            .OrderByDescending(person => person.Id).Take(limit + 1).ToListAsync(cancellation);
        return TypedResults.Ok(Page.Of(people.ConvertAll(PersonResponse.Of), limit, person => person.Id));
    }
}
