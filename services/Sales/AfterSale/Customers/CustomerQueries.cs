using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Customers;

internal static class CustomerQueries
{
    /// <summary>The current day in UTC. The days of contracts are calendar days without a time zone.</summary>
    public static DateOnly TodayInUtc(this TimeProvider clock) => DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);

    /// <summary>Finds a customer with its contracts and their amounts.</summary>
    public static Task<Customer?> FindCustomer(this SalesDb db, Guid id, CancellationToken cancellation) =>
        db.Customers.Include(customer => customer.Contracts).ThenInclude(contract => contract.Amounts).AsSplitQuery()
            .SingleOrDefaultAsync(customer => customer.Id == id, cancellation);
}
