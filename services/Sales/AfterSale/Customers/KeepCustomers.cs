using Funnel.Sales.Pipeline;
using Funnel.Sales.Visibility;
using Funnel.ServiceDefaults;
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
        var firsts = await FirstWins.Of(db, accounts, cancellation);
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

        foreach (var customer in customers.Values)
        {
            customer.StartWith(firsts[customer.AccountId]);
        }
    }

    public async Task<Result> CheckReopening(Opportunity deal, CancellationToken cancellation)
    {
        if (deal.Status != OpportunityStatus.Won || await CustomerOf(deal, cancellation) is not { } customer)
        {
            return Result.Done;
        }

        var isOnlyWin = await FirstOtherWin(deal, cancellation) is null;
        return customer.ContractsOf(deal.Id, isOnlyWin).Where(contract => contract.StoppedBy != ContractStop.Renewed || !isOnlyWin)
            .Select(contract => contract.CheckWithdrawal().Refusal).FirstOrDefault(refusal => refusal is not null);
    }

    public async Task DealReopened(ReopenedDeal reopened, DateTimeOffset now, CancellationToken cancellation)
    {
        if (reopened.Outcome == OpportunityStatus.Won && await CustomerOf(reopened.Deal, cancellation) is { } customer)
        {
            customer.TakeBack(reopened.Deal.Id, await FirstOtherWin(reopened.Deal, cancellation), now);
            ChurnCustomer.CancelRenewals(db, customer, DateOnly.FromDateTime(now.UtcDateTime));
        }
    }

    /// <summary>
    /// A corrected closing time can make another opportunity the first one of its customer. A corrected owner owns the customer too.
    /// </summary>
    public async Task DealsCorrected(IReadOnlyList<Opportunity> corrected, CancellationToken cancellation)
    {
        Guid[] accounts =
            [.. corrected.Where(deal => deal.Status == OpportunityStatus.Won).Select(deal => deal.AccountId).Distinct()];
        if (accounts.Length == 0)
        {
            return;
        }

        var firsts = await FirstWins.Of(db, accounts, cancellation);
        foreach (var customer in await db.Customers.IgnoringOwnership().Where(customer => accounts.Contains(customer.AccountId))
            .ToListAsync(cancellation))
        {
            customer.StartWith(firsts[customer.AccountId]);
        }
    }

    private Task<Customer?> CustomerOf(Opportunity deal, CancellationToken cancellation) =>
        db.Customers.IgnoringOwnership().Include(customer => customer.Contracts).ThenInclude(contract => contract.Amounts).AsSplitQuery()
            .SingleOrDefaultAsync(customer => customer.AccountId == deal.AccountId, cancellation);

    private async Task<Opportunity?> FirstOtherWin(Opportunity deal, CancellationToken cancellation) =>
        (await FirstWins.Of(db, [deal.AccountId], cancellation, except: deal.Id)).GetValueOrDefault(deal.AccountId);
}
