using Funnel.Sales.Pipeline;
using Funnel.Sales.Visibility;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Customers;

/// <summary>Whoever is won is a customer, in the transaction that wins it.</summary>
/// <remarks>
/// It looks at what a save is about to do rather than being called by whoever wins: by hand, in bulk or by a quote that was
/// accepted, no path can forget it. One look-up serves a thousand.
/// </remarks>
internal static class KeepCustomers
{
    public static async Task OfWonDeals(SalesDb db, DateTimeOffset now, CancellationToken cancellation)
    {
        var won = Closing(db).Where(deal => deal.Status == OpportunityStatus.Won).OrderBy(deal => deal.ClosedAt).ToList();
        if (won.Count == 0)
        {
            return;
        }

        // An account is one customer, whoever may see it.
        var accounts = won.Select(deal => deal.AccountId).Distinct().ToArray();
        var customers = await db.Customers.Everyones().Where(customer => accounts.Contains(customer.AccountId))
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

    /// <summary>What this save closes. A save that knows of no opportunity is not looked at.</summary>
    private static List<Opportunity> Closing(SalesDb db)
    {
        var tracker = db.ChangeTracker;
        var detects = tracker.AutoDetectChangesEnabled;
        tracker.AutoDetectChangesEnabled = false;
        var hasDeals = tracker.Entries<Opportunity>().Any();
        tracker.AutoDetectChangesEnabled = detects;
        return !hasDeals ? [] :
        [
            .. from entry in tracker.Entries<Opportunity>()
               where entry.Entity.Status != OpportunityStatus.Open
               where entry.State == EntityState.Added || (entry.State == EntityState.Modified && entry.Property(deal => deal.Status).IsModified)
               select entry.Entity,
        ];
    }
}
