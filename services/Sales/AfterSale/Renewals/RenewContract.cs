using Funnel.Messaging;
using Funnel.Sales.Customers;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Sales.Renewals;

/// <param name="Monthly">What a month costs from then on, in the contract's currency, two decimals, above 0; as before where it is absent.</param>
/// <param name="EndsOn">The last day of the contract that takes its place; as long as the one before where it is absent.</param>
public sealed record RenewContractRequest(decimal? Monthly = null, DateOnly? EndsOn = null);

/// <summary>Renews by hand what is renewed without an opportunity of its own.</summary>
internal static class RenewContract
{
    public static async Task<Results<Ok<ContractResponse>, ProblemHttpResult>> Handle(
        Guid id, Guid contractId, RenewContractRequest request, SalesDb db, TimeProvider clock, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow().ToMicroseconds();
        var today = GetCustomer.Today(clock);
        if (await GetCustomer.Find(db, id, cancellation) is not { } customer)
        {
            return CustomerRefusals.NotFound.ToProblem();
        }

        if (customer.Contracts.FirstOrDefault(one => one.Id == contractId) is not { } contract)
        {
            return CustomerRefusals.ContractNotFound.ToProblem();
        }

        if (CustomerRefusals.Refuse(now, request.EndsOn) is { } impossible)
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

        if (SignContract.Monthly(request.Monthly ?? contract.AmountOn(end), contract.Currency).IsRefused(out var noMoney, out var monthly))
        {
            return noMoney.ToProblem();
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
