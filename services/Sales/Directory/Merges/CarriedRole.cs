using Funnel.Sales.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Merges;

/// <summary>A buying role that the link of the winner took over from the link of the loser.</summary>
/// <remarks>
/// Both records were linked to the same record. Only one of the two links can remain, and it takes over the role that it lacks.
/// </remarks>
internal sealed record CarriedRole(Guid LinkId, BuyingRole Role)
{
    public static async Task<List<CarriedRole>> Carry<TDetails>(
        SalesDb db, MergeKind kind, MergePlan<TDetails> plan, CancellationToken cancellation) where TDetails : class
    {
        var ids = new[] { plan.WinnerId, plan.LoserId };
        var links = await (kind == MergeKind.Account
            ? db.AccountContacts.Where(link => ids.Contains(link.AccountId))
            : db.AccountContacts.Where(link => ids.Contains(link.ContactId))).ToListAsync(cancellation);
        var ofLoser = links.Where(link => Merged(link) == plan.LoserId && link.Role is not null)
            .ToDictionary(Other, link => link.Role!.Value);
        List<CarriedRole> carried = [];
        foreach (var link in links.Where(link => Merged(link) == plan.WinnerId && link.Role is null))
        {
            if (ofLoser.TryGetValue(Other(link), out var role))
            {
                link.SetRole(role);
                carried.Add(new(link.Id, role));
            }
        }

        return carried;

        Guid Merged(AccountContact link) => kind == MergeKind.Account ? link.AccountId : link.ContactId;
        Guid Other(AccountContact link) => kind == MergeKind.Account ? link.ContactId : link.AccountId;
    }

    /// <summary>Takes the roles back. A role that was changed since then stays.</summary>
    public static async Task Undo(SalesDb db, IReadOnlyList<CarriedRole> carried, CancellationToken cancellation)
    {
        var roles = carried.ToDictionary(one => one.LinkId, one => one.Role);
        var ids = roles.Keys.ToArray();
        foreach (var link in await db.AccountContacts.Where(link => ids.Contains(link.Id)).ToListAsync(cancellation))
        {
            link.SetRole(link.Role == roles[link.Id] ? null : link.Role);
        }
    }
}
