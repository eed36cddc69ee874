using System.ComponentModel.DataAnnotations;
using Funnel.Messaging;
using Funnel.Sales.Pipeline;
using Funnel.Sales.Renewals;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Customers;

/// <param name="Monthly">What a month costs, two decimals, above 0.</param>
/// <param name="Currency">ISO 4217, capitals.</param>
/// <param name="StartsOn">The first day.</param>
/// <param name="EndsOn">The last day; open-ended where it is absent.</param>
/// <param name="NoticeDays">So many days before the end the customer gives notice at the latest, 0 to 3650.</param>
/// <param name="RenewalLeadDays">So many days before the end the renewal opens, 0 to 3650.</param>
/// <param name="OpportunityId">The won sale that it came of.</param>
/// <param name="ExternalId">The key in the system that it came from: the same again is not signed twice.</param>
public sealed record SignContractRequest(
    [property: Required, MaxLength(Contract.NameLength)] string Name,
    decimal Monthly,
    [property: Required, MaxLength(Money.CurrencyLength)] string Currency,
    DateOnly StartsOn,
    DateOnly? EndsOn = null,
    [property: Range(0, Contract.MostDays)] int NoticeDays = 0,
    [property: Range(0, Contract.MostDays)] int RenewalLeadDays = Contract.UsualLeadDays,
    Guid? OpportunityId = null,
    [property: MinLength(1), MaxLength(Contract.ExternalIdLength)] string? ExternalId = null);

internal static class SignContract
{
    public static async Task<Results<Created<ContractResponse>, Ok<ContractResponse>, ProblemHttpResult>> Handle(
        Guid id, SignContractRequest request, SalesDb db, TimeProvider clock, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow().ToMicroseconds();
        if (await GetCustomer.Find(db, id, cancellation) is not { } customer)
        {
            return CustomerRefusals.NotFound.ToProblem();
        }

        var today = GetCustomer.Today(clock);
        if (request.ExternalId is { } key && customer.Contracts.FirstOrDefault(contract => contract.ExternalId == key) is { } known)
        {
            return TypedResults.Ok(ContractResponse.Of(customer, known, today));
        }

        if (Monthly(request.Monthly, request.Currency).IsRefused(out var noMoney, out var monthly))
        {
            return noMoney.ToProblem();
        }

        if ((CustomerRefusals.Refuse(now, request.StartsOn, request.EndsOn)
            ?? (request.EndsOn < request.StartsOn ? CustomerRefusals.EndsBeforeItStarts : null)) is { } impossible)
        {
            return impossible.ToProblem();
        }

        if (request.OpportunityId is { } sale && !await db.Opportunities.AnyAsync(
            deal => deal.Id == sale && deal.AccountId == customer.AccountId && deal.Status == OpportunityStatus.Won, cancellation))
        {
            return CustomerRefusals.OpportunityNotWon.ToProblem();
        }

        var contract = customer.Sign(new(request.Name, monthly, request.StartsOn, request.EndsOn, request.NoticeDays, request.RenewalLeadDays,
            request.OpportunityId, null, request.ExternalId), now);
        OpenRenewal.Plan(db, contract, today);
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Created($"/api/sales/v1/customers/{id}", ContractResponse.Of(customer, contract, today));
    }

    /// <summary>A month's amount: money, and some.</summary>
    public static Result<Money> Monthly(decimal amount, string currency) =>
        Money.Of(amount, currency).IsRefused(out var refusal, out var money) ? refusal
        : money.Amount == 0 ? CustomerRefusals.NothingToPay
        : money;
}
