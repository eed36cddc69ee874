using Funnel.Messaging;
using Funnel.Sales.Customers;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Sales.Renewals;

/// <param name="Monthly">
/// The amount of a month in the new contract, above 0. It is in the contract's currency, with its decimals. Defaults to the current amount.
/// </param>
/// <param name="EndsOn">The last day of the new contract. Defaults to the same length as the current contract.</param>
public sealed record RenewContractRequest(decimal? Monthly = null, DateOnly? EndsOn = null);

/// <summary>Renews a contract without an opportunity.</summary>
internal static class RenewContract
{
    public static async Task<Results<Ok<ContractResponse>, ProblemHttpResult>> Handle(
        Guid id, Guid contractId, RenewContractRequest request, SalesDb db, TimeProvider clock, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow().ToMicroseconds();
        var today = clock.TodayInUtc();
        if (await db.FindCustomer(id, cancellation) is not { } customer)
        {
            return CustomerRefusals.NotFound.ToProblem();
        }

        if (customer.FindContract(contractId).IsRefused(out var notFound, out var contract))
        {
            return notFound.ToProblem();
        }

        if (CustomerRefusals.CheckDay("endsOn", request.EndsOn, now).IsRefused(out var impossible))
        {
            return impossible.ToProblem();
        }

        if (contract.EndsOn is not { } end)
        {
            return CustomerRefusals.OpenEnded.ToProblem();
        }

        if (contract.RenewalOpportunityId is not null && contract.StoppedOn is null)
        {
            return CustomerRefusals.RenewalOpen(contract).ToProblem();
        }

        if (SignContract.CheckMonthly(request.Monthly ?? contract.AmountOn(end), contract.Currency)
            .IsRefused(out var noAmount, out var monthly))
        {
            return noAmount.ToProblem();
        }

        if (customer.Renew(contract, monthly, request.EndsOn, null, now).IsRefused(out var refusal, out var successor))
        {
            return refusal.ToProblem();
        }

        OpenRenewal.Plan(db, contract, today);
        OpenRenewal.Plan(db, successor, today);
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Ok(ContractResponse.Of(customer, successor, today));
    }
}
