using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Customers;

/// <param name="OwnerId">The representative who looks after the customer from now on.</param>
public sealed record GiveCustomerRequest(Guid OwnerId);

/// <summary>Where a customer stands.</summary>
/// <param name="Status">Today, in UTC.</param>
/// <param name="ChurnedOn">The first day without a contract, which may lie ahead.</param>
public sealed record CustomerState(Guid Id, Guid? OwnerId, CustomerStatus Status, DateOnly? ChurnedOn, string? ChurnReason)
{
    internal static CustomerState Of(Customer customer, DateOnly today) =>
        new(customer.Id, customer.OwnerId, customer.StatusOn(today), customer.ChurnedOn, customer.ChurnReason);
}

internal static class GiveCustomer
{
    public static async Task<Results<Ok<CustomerState>, ProblemHttpResult>> Handle(
        Guid id, GiveCustomerRequest request, SalesDb db, TimeProvider clock, CancellationToken cancellation)
    {
        if (await db.Customers.SingleOrDefaultAsync(one => one.Id == id, cancellation) is not { } customer)
        {
            return CustomerRefusals.NotFound.ToProblem();
        }

        if (!await db.Representatives.AnyAsync(person => person.Id == request.OwnerId, cancellation))
        {
            return CustomerRefusals.OwnerNotFound.Because($"'{request.OwnerId}' is none.").ToProblem();
        }

        customer.GiveTo(request.OwnerId);
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Ok(CustomerState.Of(customer, GetCustomer.Today(clock)));
    }
}
