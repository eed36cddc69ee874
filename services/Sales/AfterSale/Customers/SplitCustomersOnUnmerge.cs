using Funnel.Sales.Merges;
using Funnel.Sales.Pipeline;
using Funnel.Sales.Visibility;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Customers;

/// <summary>An un-merge leaves two accounts of which each that has bought is a customer, whatever was won while they were one.</summary>
/// <remarks>
/// What was one's customer before the merge went back with its rows. What became one since goes with the deals that made it one;
/// and whoever of them bought, and has none now, gets its own, from its first won opportunity on.
/// </remarks>
internal sealed class SplitCustomersOnUnmerge(SalesDb db) : IAfterUnmerge
{
    public async Task Handle(Merge merge, DateTimeOffset now, CancellationToken cancellation)
    {
        if (merge.Kind != MergeKind.Account)
        {
            return;
        }

        Guid[] both = [merge.WinnerId, merge.LoserId];
        List<Opportunity> bought = [];
        foreach (var account in both)
        {
            bought.AddRange(await db.Opportunities.IgnoringOwnership().AsNoTracking().Where(deal => deal.AccountId == account && deal.Status == OpportunityStatus.Won)
                .OrderBy(deal => deal.ClosedAt).ThenBy(deal => deal.Id).Take(1).ToListAsync(cancellation));
        }

        var customers = await db.Customers.IgnoringOwnership().Where(customer => both.Contains(customer.AccountId)).ToListAsync(cancellation);
        foreach (var first in bought)
        {
            var customer = customers.Find(one => one.AccountId == first.AccountId)
                ?? customers.Find(one => bought.TrueForAll(deal => deal.AccountId != one.AccountId));
            if (customer is null)
            {
                customers.Add(db.Add(Customer.Begin(first, now)).Entity);
            }
            else
            {
                customer.BeginWith(first);
            }
        }

        await db.SaveChangesAsync(cancellation);
    }
}
