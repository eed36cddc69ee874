using Funnel.Messaging;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Sales.Customers;

/// <summary>Ends one contract. If it is the last one, the customer has churned.</summary>
internal static class ChurnContract
{
    public static async Task<Results<Ok<ContractResponse>, ProblemHttpResult>> Handle(
        Guid id, Guid contractId, ChurnRequest request, SalesDb db, TimeProvider clock, CancellationToken cancellation)
    {
        if (await db.FindCustomer(id, cancellation) is not { } customer)
        {
            return CustomerRefusals.NotFound.ToProblem();
        }

        if (customer.FindContract(contractId).IsRefused(out var notFound, out var contract))
        {
            return notFound.ToProblem();
        }

        var now = clock.GetUtcNow().ToMicroseconds();
        var on = request.On ?? clock.TodayInUtc();
        if (contract.HasChurned(on, request.Reason))
        {
            return TypedResults.Ok(ContractResponse.Of(customer, contract, clock.TodayInUtc()));
        }

        if ((await ChurnCustomer.Check(db, on, request.Reason, now, cancellation)).IsRefused(out var impossible))
        {
            return impossible.ToProblem();
        }

        if (customer.Churn(contract, on, request.Reason).IsRefused(out var refusal, out var churned))
        {
            return refusal.ToProblem();
        }

        ChurnCustomer.Publish(db, customer, churned, now);
        ChurnCustomer.CancelRenewals(db, customer, clock.TodayInUtc());
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Ok(ContractResponse.Of(customer, contract, clock.TodayInUtc()));
    }
}
