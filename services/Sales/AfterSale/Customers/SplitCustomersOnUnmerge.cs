using Funnel.Sales.Merges;
using Funnel.Sales.Pipeline;
using Funnel.Sales.Visibility;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Customers;

/// <summary>After an un-merge, each of the two accounts that has won an opportunity is a customer.</summary>
/// <remarks>
/// A customer of before the merge went back to its account with its rows. A customer that was created since belongs to the account whose
/// opportunities made it one. An account that has won an opportunity and has no customer gets a new one.
/// </remarks>
internal sealed class SplitCustomersOnUnmerge(SalesDb db) : IAfterUnmerge
{
    public async Task Handle(Merge merge, DateTimeOffset now, CancellationToken cancellation)
    {
        if (merge.Kind != MergeKind.Account)
        {
            return;
        }

        Guid[] accounts = [merge.WinnerId, merge.LoserId];
        List<Opportunity> firstWins = [.. (await FirstWins.Of(db, accounts, cancellation)).Values];
        var customers = await db.Customers.IgnoringOwnership().Where(customer => accounts.Contains(customer.AccountId))
            .ToListAsync(cancellation);
        foreach (var first in firstWins.OrderBy(deal => Array.IndexOf(accounts, deal.AccountId)))
        {
            var customer = customers.Find(one => one.AccountId == first.AccountId)
                ?? customers.Find(one => firstWins.TrueForAll(deal => deal.AccountId != one.AccountId));
            if (customer is null)
            {
                customers.Add(db.Add(Customer.Begin(first, now)).Entity);
            }
            else
            {
                customer.StartWith(first);
            }
        }

        await db.SaveChangesAsync(cancellation);
    }
}
