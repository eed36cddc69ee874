using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Customers;

/// <param name="OwnerId">The representative who owns the customer from now on.</param>
public sealed record AssignCustomerRequest(Guid OwnerId);

/// <summary>The state of a customer.</summary>
/// <param name="Status">The status today, in UTC.</param>
/// <param name="ChurnedOn">The first day without a contract. It may be in the future.</param>
/// <param name="ChurnReason">A code from the list of churn reasons.</param>
public sealed record CustomerState(Guid Id, Guid? OwnerId, CustomerStatus Status, DateOnly? ChurnedOn, string? ChurnReason)
{
    internal static CustomerState Of(Customer customer, DateOnly today) =>
        new(customer.Id, customer.OwnerId, customer.StatusOn(today), customer.ChurnedOn, customer.ChurnReason);
}

internal static class AssignCustomer
{
    public static async Task<Results<Ok<CustomerState>, ProblemHttpResult>> Handle(
        Guid id, AssignCustomerRequest request, SalesDb db, TimeProvider clock, CancellationToken cancellation)
    {
        if (await db.Customers.SingleOrDefaultAsync(one => one.Id == id, cancellation) is not { } customer)
        {
            return CustomerRefusals.NotFound.ToProblem();
        }

        if (!await db.Representatives.AnyAsync(person => person.Id == request.OwnerId, cancellation))
        {
            return CustomerRefusals.OwnerNotFound(request.OwnerId).ToProblem();
        }

        customer.AssignTo(request.OwnerId);
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Ok(CustomerState.Of(customer, clock.TodayInUtc()));
    }
}
