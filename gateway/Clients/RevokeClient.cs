using Funnel.Gateway.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Gateway.Clients;

/// <summary>Revokes an API client. All its tokens end at once, and it gets no new ones. It stays on the list.</summary>
internal static class RevokeClient
{
    public static async Task<Results<Ok<ClientResponse>, ProblemHttpResult>> Handle(
        Guid id, IdentityDb db, Revocations revocations, TimeProvider clock, CancellationToken cancellation)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        if (await db.Clients.FirstOrDefaultAsync(other => other.Id == id, cancellation) is not { } client)
        {
            return ClientRefusals.NotFound.ToProblem();
        }

        if (client.IsBuiltIn)
        {
            return ClientRefusals.BuiltIn.ToProblem();
        }

        if (client.RevokedAt is null)
        {
            client.RevokedAt = clock.GetUtcNow();
            await db.SaveChangesAsync(cancellation);
            await revocations.Revoke(client.ClientId!, db, cancellation);
            await transaction.CommitAsync(cancellation);
            await revocations.Load(cancellation);
        }

        return TypedResults.Ok(ClientResponse.Of(client));
    }
}
