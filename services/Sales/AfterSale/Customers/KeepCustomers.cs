using Funnel.Sales.Pipeline;
using Funnel.Sales.Renewals;
using Funnel.Sales.Visibility;
using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Customers;

/// <summary>Whoever is won is a customer, and a renewal that is decided decides on its contract, in the transaction that closes it.</summary>
/// <remarks>
/// It looks at what a save is about to do rather than being called by whoever closes: by hand, in bulk or by a quote that was
/// accepted, no path can forget it. Two look-ups serve a thousand.
/// </remarks>
internal static class KeepCustomers
{
    public static async Task OfClosedDeals(SalesDb db, DateTimeOffset now, CancellationToken cancellation)
    {
        var closed = Closing(db);
        if (closed.Count > 0)
        {
            await DecideRenewals(db, closed, now, cancellation);
            await Welcome(db, [.. closed.Where(deal => deal.Status == OpportunityStatus.Won).OrderBy(deal => deal.ClosedAt)], now, cancellation);
        }
    }

    private static async Task Welcome(SalesDb db, List<Opportunity> won, DateTimeOffset now, CancellationToken cancellation)
    {
        // An account is one customer, whoever may see it.
        var accounts = won.Select(deal => deal.AccountId).Distinct().ToArray();
        var customers = accounts.Length == 0 ? [] : await db.Customers.IgnoringOwnership().Where(customer => accounts.Contains(customer.AccountId))
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

    /// <summary>Asked of a deal that is about to be won: where it renews a contract, what comes of it must be one.</summary>
    /// <remarks>The save decides on the very contracts that were looked up here; whoever changes one meanwhile makes it fail.</remarks>
    /// <returns>Why not, or null.</returns>
    public static async Task<Refusal?> RefuseToWin(SalesDb db, Opportunity deal, Money money, CancellationToken cancellation) =>
        (await RenewedBy(db, [deal.Id], cancellation)).Select(renewed => renewed.Contract.MonthlyOf(money).Refusal).FirstOrDefault();

    /// <summary>Won: another contract takes the place, at the new amount. Lost: it churns at its end, for that reason.</summary>
    private static async Task DecideRenewals(SalesDb db, List<Opportunity> closed, DateTimeOffset now, CancellationToken cancellation)
    {
        foreach (var (customer, contract) in await RenewedBy(db, [.. closed.Select(deal => (Guid?)deal.Id)], cancellation))
        {
            var deal = closed.Find(one => one.Id == contract.RenewalOpportunityId)!;
            // Decided before, or ended by hand, which to lose does not change.
            if (contract.StoppedBy == ContractStop.Renewed || (contract.StoppedOn is not null && deal.Status == OpportunityStatus.Lost))
            {
                continue;
            }

            if (deal.Status == OpportunityStatus.Lost)
            {
                var end = contract.EndsOn?.AddDays(1) ?? DateOnly.FromDateTime(deal.ClosedAt!.Value.UtcDateTime);
                ChurnCustomer.Publish(db, customer, Done(customer.Churn(contract, end, deal.Reason!)), now);
            }
            else
            {
                var monthly = Done(contract.MonthlyOf(Done(Money.Of(deal.Amount, deal.Currency))));
                OpenRenewal.Plan(db, Done(customer.Renew(contract, monthly, null, deal.Id, now)), DateOnly.FromDateTime(now.UtcDateTime));
            }
        }
    }

    private static async Task<List<(Customer Customer, Contract Contract)>> RenewedBy(SalesDb db, Guid?[] deals, CancellationToken cancellation)
    {
        var customers = await db.Customers.IgnoringOwnership().Include(customer => customer.Contracts).ThenInclude(contract => contract.Amounts).AsSplitQuery()
            .Where(customer => customer.Contracts.Any(contract => deals.Contains(contract.RenewalOpportunityId))).ToListAsync(cancellation);
        return [.. customers.SelectMany(customer => customer.Contracts.Where(contract => deals.Contains(contract.RenewalOpportunityId)).Select(contract => (customer, contract)))];
    }

    private static TFact Done<TFact>(Result<TFact> decision) where TFact : class =>
        decision.Value ?? throw new InvalidOperationException($"A checked renewal was not decided: {decision.Refusal!.Code}.");

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
