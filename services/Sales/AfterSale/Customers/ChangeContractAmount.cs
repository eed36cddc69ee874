using Funnel.Messaging;
using Funnel.Sales.Renewals;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Sales.Customers;

/// <param name="Monthly">The new amount of a month, above 0. It is in the contract's currency, with its decimals.</param>
/// <param name="On">The first day on which the amount applies, in the past or in the future. Defaults to today in UTC.</param>
public sealed record ChangeContractAmountRequest(decimal Monthly, DateOnly? On = null);

/// <summary>Expands or contracts a contract: its monthly amount changes from a day on.</summary>
internal static class ChangeContractAmount
{
    public static async Task<Results<Ok<ContractResponse>, ProblemHttpResult>> Handle(
        Guid id, Guid contractId, ChangeContractAmountRequest request, SalesDb db, TimeProvider clock, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow().ToMicroseconds();
        var on = request.On ?? clock.TodayInUtc();
        if (await db.FindCustomer(id, cancellation) is not { } customer)
        {
            return CustomerRefusals.NotFound.ToProblem();
        }

        if (customer.FindContract(contractId).IsRefused(out var notFound, out var contract))
        {
            return notFound.ToProblem();
        }

        if (CustomerRefusals.CheckDay("on", on, now).IsRefused(out var outOfRange))
        {
            return outOfRange.ToProblem();
        }

        if (SignContract.CheckMonthly(request.Monthly, contract.Currency).IsRefused(out var noAmount, out var monthly))
        {
            return noAmount.ToProblem();
        }

        if (!contract.HasAmount(monthly, on) && customer.ChangeAmount(contract, monthly, on, now).IsRefused(out var refusal))
        {
            return refusal.ToProblem();
        }

        OpenRenewal.Plan(db, contract, clock.TodayInUtc());
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Ok(ContractResponse.Of(customer, contract, clock.TodayInUtc()));
    }
}
