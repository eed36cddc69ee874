using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Funnel.Gateway.Identity;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Gateway.Clients;

internal static class ListClients
{
    public static async Task<Ok<Page<ClientResponse>>> Handle(
        IdentityDb db, CancellationToken cancellation,
        [Description("The `next` value of the previous page.")] Guid? after = null,
        [Range(1, Page<ClientResponse>.LargestLimit)] int limit = Page<ClientResponse>.DefaultLimit)
    {
        var clients = await db.Clients.AsNoTracking().Where(client => after == null || client.Id < after)
            .OrderByDescending(client => client.Id).Take(limit + 1).ToListAsync(cancellation);
        return TypedResults.Ok(Page.Of(clients.ConvertAll(ClientResponse.Of), limit, client => client.Id));
    }
}
