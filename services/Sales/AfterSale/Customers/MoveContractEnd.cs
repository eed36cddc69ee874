using Funnel.Messaging;
using Funnel.Sales.Renewals;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Sales.Customers;

/// <param name="EndsOn">
/// The new last day. Leave it out for a contract without an end; that is not possible while the renewal is open.
/// </param>
public sealed record MoveContractEndRequest(DateOnly? EndsOn = null);

internal static class MoveContractEnd
{
    public static async Task<Results<Ok<ContractResponse>, ProblemHttpResult>> Handle(
        Guid id, Guid contractId, MoveContractEndRequest request, SalesDb db, TimeProvider clock, CancellationToken cancellation)
    {
        if (await db.FindCustomer(id, cancellation) is not { } customer)
        {
            return CustomerRefusals.NotFound.ToProblem();
        }

        if (customer.FindContract(contractId).IsRefused(out var notFound, out var contract))
        {
            return notFound.ToProblem();
        }

        if (CustomerRefusals.CheckDay("endsOn", request.EndsOn, clock.GetUtcNow().ToMicroseconds()).IsRefused(out var outOfRange))
        {
            return outOfRange.ToProblem();
        }

        var isUnchanged = contract.StoppedOn is null && contract.EndsOn == request.EndsOn;
        if (!isUnchanged && customer.MoveEnd(contract, request.EndsOn).IsRefused(out var refusal))
        {
            return refusal.ToProblem();
        }

        OpenRenewal.Plan(db, contract, clock.TodayInUtc());
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Ok(ContractResponse.Of(customer, contract, clock.TodayInUtc()));
    }
}
