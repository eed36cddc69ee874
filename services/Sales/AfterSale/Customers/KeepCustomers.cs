using Funnel.Sales.Pipeline;
using Funnel.Sales.Visibility;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Customers;

/// <summary>Makes the account of a won opportunity a customer. A further won opportunity updates the customer.</summary>
/// <remarks>One query serves any number of opportunities.</remarks>
internal sealed class KeepCustomers(SalesDb db) : IWhenDealsClose
{
    public async Task DealsClosed(IReadOnlyList<Opportunity> closed, DateTimeOffset now, CancellationToken cancellation)
    {
        List<Opportunity> won = [.. closed.Where(deal => deal.Status == OpportunityStatus.Won).OrderBy(deal => deal.ClosedAt)];
        if (won.Count == 0)
        {
            return;
        }

        // An account is one customer, even if the caller may not see the customer.
        var accounts = won.Select(deal => deal.AccountId).Distinct().ToArray();
        var customers = await db.Customers.IgnoringOwnership().Where(customer => accounts.Contains(customer.AccountId))
            .ToDictionaryAsync(customer => customer.AccountId, cancellation);
        foreach (var deal in won)
        {
            if (customers.TryGetValue(deal.AccountId, out var customer))
            {
                customer.Buy(deal);
            }
            else
            {
                customers[deal.AccountId] = db.Add(Customer.Begin(deal, now)).Entity;
            }
        }
    }
}
