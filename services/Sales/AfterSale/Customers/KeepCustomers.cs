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

    /// <summary>A corrected closing time can make another opportunity the first one of its customer.</summary>
    public async Task DealsCorrected(IReadOnlyList<Opportunity> corrected, CancellationToken cancellation)
    {
        List<Opportunity> won = [.. corrected.Where(deal => deal.Status == OpportunityStatus.Won)];
        var (ids, accounts) = (won.Select(deal => deal.Id).ToArray(), won.Select(deal => deal.AccountId).Distinct().ToArray());
        var others = accounts.Length == 0 ? [] : await db.Opportunities.IgnoringOwnership().AsNoTracking()
            .Where(deal => accounts.Contains(deal.AccountId) && deal.Status == OpportunityStatus.Won && !ids.Contains(deal.Id))
            .GroupBy(deal => deal.AccountId).Select(deals => deals.OrderBy(deal => deal.ClosedAt).ThenBy(deal => deal.Id).First())
            .ToListAsync(cancellation);
        var customers = accounts.Length == 0 ? [] : await db.Customers.IgnoringOwnership()
            .Where(customer => accounts.Contains(customer.AccountId)).ToListAsync(cancellation);
        foreach (var customer in customers)
        {
            customer.StartWith(won.Concat(others).Where(deal => deal.AccountId == customer.AccountId)
                .MinBy(deal => (deal.ClosedAt, deal.Id))!);
        }
    }

    private Task<Customer?> CustomerOf(Opportunity deal, CancellationToken cancellation) =>
        db.Customers.IgnoringOwnership().Include(customer => customer.Contracts).ThenInclude(contract => contract.Amounts).AsSplitQuery()
            .SingleOrDefaultAsync(customer => customer.AccountId == deal.AccountId, cancellation);

    private Task<Opportunity?> FirstOtherWin(Opportunity deal, CancellationToken cancellation) =>
        db.Opportunities.IgnoringOwnership().AsNoTracking()
            .Where(other => other.AccountId == deal.AccountId && other.Status == OpportunityStatus.Won && other.Id != deal.Id)
            .OrderBy(other => other.ClosedAt).ThenBy(other => other.Id).FirstOrDefaultAsync(cancellation);
}
