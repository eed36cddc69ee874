using Funnel.Sales.Pipeline;
using Funnel.Sales.Visibility;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Customers;

/// <summary>The first won opportunity of an account: by time of the win, then by external id, then by id.</summary>
/// <remarks>
/// Wins of one day often have the same time, and ids follow the order of an import. The external id decides first, so that the batches
/// and the order of an import change nothing.
/// </remarks>
internal static class FirstWins
{
    /// <summary>Finds the first wins, of which some may not be saved yet.</summary>
    /// <param name="except">An opportunity that is not won any more.</param>
    public static async Task<Dictionary<Guid, Opportunity>> Of(
        SalesDb db, IReadOnlyCollection<Guid> accounts, CancellationToken cancellation, Guid? except = null)
    {
        List<Opportunity> tracked = [.. db.Opportunities.Local.Where(deal => accounts.Contains(deal.AccountId))];
        var ids = tracked.Select(deal => deal.Id).ToArray();
        var saved = await db.Opportunities.IgnoringOwnership().AsNoTracking()
            .Where(deal => accounts.Contains(deal.AccountId) && deal.Status == OpportunityStatus.Won && !ids.Contains(deal.Id))
            .GroupBy(deal => deal.AccountId)
            .Select(deals => deals.OrderBy(deal => deal.ClosedAt).ThenBy(deal => deal.ExternalId == null)
                .ThenBy(deal => EF.Functions.Collate(deal.ExternalId!, "C")).ThenBy(deal => deal.Id).First())
            .ToListAsync(cancellation);
        return tracked.Where(deal => deal.Status == OpportunityStatus.Won && deal.Id != except).Concat(saved)
            .GroupBy(deal => deal.AccountId).ToDictionary(deals => deals.Key, deals => deals
                .OrderBy(deal => deal.ClosedAt).ThenBy(deal => deal.ExternalId is null)
                .ThenBy(deal => deal.ExternalId, StringComparer.Ordinal).ThenBy(deal => deal.Id).First());
    }
}
