using Funnel.Gateway.Identity;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Gateway.Clients;

internal static class GetClient
{
    public static async Task<Results<Ok<ClientResponse>, ProblemHttpResult>> Handle(
        Guid id, IdentityDb db, CancellationToken cancellation) =>
        await db.Clients.AsNoTracking().FirstOrDefaultAsync(client => client.Id == id, cancellation) is { } client
            ? TypedResults.Ok(ClientResponse.Of(client))
            : ClientRefusals.NotFound.ToProblem();
}
