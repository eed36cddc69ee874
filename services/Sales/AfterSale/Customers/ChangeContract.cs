using Funnel.Messaging;
using Funnel.Sales.Renewals;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Sales.Customers;

/// <param name="Monthly">What a month costs from then on, in the contract's currency, two decimals, above 0.</param>
/// <param name="On">From this day on, past or to come; today where it is absent.</param>
public sealed record ChangeContractAmountRequest(decimal Monthly, DateOnly? On = null);

/// <param name="EndsOn">The last day; open-ended where it is absent, which it does not become while its renewal is open.</param>
public sealed record MoveContractEndRequest(DateOnly? EndsOn = null);

/// <summary>Expansion and contraction, and another end: what becomes of a contract that goes on.</summary>
internal static class ChangeContract
{
    public static Task<Results<Ok<ContractResponse>, ProblemHttpResult>> Amount(
        Guid id, Guid contractId, ChangeContractAmountRequest request, SalesDb db, TimeProvider clock, CancellationToken cancellation) =>
        Handle(id, contractId, db, clock, (customer, contract, now) =>
        {
            var on = request.On ?? GetCustomer.Today(clock);
            return CustomerRefusals.Refuse(now, on) is { } impossible ? impossible
                : SignContract.Monthly(request.Monthly, contract.Currency).IsRefused(out var noMoney, out var monthly) ? noMoney
                : contract.HasAmount(monthly, on) ? null
                : customer.ChangeAmount(contract, monthly, on, now);
        }, cancellation);

    public static Task<Results<Ok<ContractResponse>, ProblemHttpResult>> End(
        Guid id, Guid contractId, MoveContractEndRequest request, SalesDb db, TimeProvider clock, CancellationToken cancellation) =>
        Handle(id, contractId, db, clock, (customer, contract, now) =>
            CustomerRefusals.Refuse(now, request.EndsOn)
            ?? (contract.StoppedOn is null && contract.EndsOn == request.EndsOn ? null : customer.MoveEnd(contract, request.EndsOn)), cancellation);

    private static async Task<Results<Ok<ContractResponse>, ProblemHttpResult>> Handle(
        Guid id, Guid contractId, SalesDb db, TimeProvider clock, Func<Customer, Contract, DateTimeOffset, Refusal?> change, CancellationToken cancellation)
    {
        if (await GetCustomer.Find(db, id, cancellation) is not { } customer)
        {
            return CustomerRefusals.NotFound.ToProblem();
        }

        if (customer.Contracts.FirstOrDefault(one => one.Id == contractId) is not { } contract)
        {
            return CustomerRefusals.ContractNotFound.ToProblem();
        }

        if (change(customer, contract, clock.GetUtcNow().ToMicroseconds()) is { } refusal)
        {
            return refusal.ToProblem();
        }

        OpenRenewal.Plan(db, contract, GetCustomer.Today(clock));
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Ok(ContractResponse.Of(customer, contract, GetCustomer.Today(clock)));
    }
}
