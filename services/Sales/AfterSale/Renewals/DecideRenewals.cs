using Funnel.Sales.Customers;
using Funnel.Sales.Pipeline;
using Funnel.Sales.Visibility;
using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Renewals;

/// <summary>Applies the outcome of a renewal to its contract: a won renewal renews the contract, a lost renewal ends it.</summary>
/// <remarks>One query serves any number of opportunities.</remarks>
internal sealed class DecideRenewals(SalesDb db) : IWhenDealsClose
{
    /// <summary>Checks whether the contract that the opportunity renews can be renewed at this amount.</summary>
    /// <remarks>The save fails if another request changes the contract in the meantime.</remarks>
    public async Task<Result> CheckWin(Opportunity deal, Money money, CancellationToken cancellation)
    {
        var renewed = await RenewedBy([deal.Id], cancellation);
        return renewed.Select(one => one.Contract.MonthlyOf(money).Refusal).FirstOrDefault();
    }

    public async Task DealsClosed(IReadOnlyList<Opportunity> closed, DateTimeOffset now, CancellationToken cancellation)
    {
        foreach (var (customer, contract) in await RenewedBy([.. closed.Select(deal => (Guid?)deal.Id)], cancellation))
        {
            var deal = closed.First(one => one.Id == contract.RenewalOpportunityId);
            // The contract was renewed before, or it was ended by hand: a lost renewal changes nothing then.
            if (contract.StoppedBy == ContractStop.Renewed || (contract.StoppedOn is not null && deal.Status == OpportunityStatus.Lost))
            {
                continue;
            }

            if (deal.Status == OpportunityStatus.Lost)
            {
                var end = contract.EndsOn?.AddDays(1) ?? DateOnly.FromDateTime(deal.ClosedAt!.Value.UtcDateTime);
                ChurnCustomer.Publish(db, customer, Checked(customer.Churn(contract, end, deal.Reason!)), now);
            }
            else
            {
                var monthly = Checked(contract.MonthlyOf(Checked(Money.Of(deal.Amount, deal.Currency)), deal.Totals));
                OpenRenewal.Plan(db, Checked(customer.Renew(contract, monthly, null, deal.Id, now)),
                    DateOnly.FromDateTime(now.UtcDateTime));
            }
        }
    }

    /// <summary>A renewal that is open again is not decided: its contract runs on, as before the decision.</summary>
    /// <remarks>A contract that was ended by hand stays ended.</remarks>
    public async Task DealReopened(ReopenedDeal reopened, DateTimeOffset now, CancellationToken cancellation)
    {
        foreach (var (customer, contract) in await RenewedBy([reopened.Deal.Id], cancellation))
        {
            if (reopened.Outcome == OpportunityStatus.Won
                ? contract.StoppedBy == ContractStop.Renewed
                : contract.EndsOn is { } end && contract.HasChurned(end.AddDays(1), reopened.Reason))
            {
                customer.UndoRenewal(contract);
            }
        }
    }

    private async Task<List<(Customer Customer, Contract Contract)>> RenewedBy(Guid?[] deals, CancellationToken cancellation)
    {
        var customers = await db.Customers.IgnoringOwnership()
            .Include(customer => customer.Contracts).ThenInclude(contract => contract.Amounts).AsSplitQuery()
            .Where(customer => customer.Contracts.Any(contract => deals.Contains(contract.RenewalOpportunityId))).ToListAsync(cancellation);
        return [.. from customer in customers
                   from contract in customer.Contracts
                   where deals.Contains(contract.RenewalOpportunityId)
                   select (customer, contract)];
    }

    private static TValue Checked<TValue>(Result<TValue> result) where TValue : class =>
        result.Value ?? throw new InvalidOperationException($"A checked renewal is refused: {result.Refusal!.Code}.");
}
