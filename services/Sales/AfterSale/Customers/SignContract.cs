using System.ComponentModel.DataAnnotations;
using Funnel.Messaging;
using Funnel.Sales.Pipeline;
using Funnel.Sales.Renewals;
using Funnel.Sales.Visibility;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Customers;

/// <param name="Monthly">The amount of a month, above 0, with the decimals of the currency.</param>
/// <param name="Currency">ISO 4217 code in capitals.</param>
/// <param name="StartsOn">The first day.</param>
/// <param name="EndsOn">The last day. Leave it out for a contract without an end.</param>
/// <param name="NoticeDays">The customer gives notice at least this number of days before the end, 0 to 3650.</param>
/// <param name="RenewalLeadDays">The renewal opens this number of days before the end, 0 to 3650.</param>
/// <param name="OpportunityId">The won opportunity that the contract came from.</param>
/// <param name="ExternalId">The contract's key in another system. A second request with the same key returns the existing contract.</param>
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
        var today = clock.TodayInUtc();
        if (await db.FindCustomer(id, cancellation) is not { } customer)
        {
            return CustomerRefusals.NotFound.ToProblem();
        }

        if (request.ExternalId is { } key && customer.Contracts.FirstOrDefault(contract => contract.ExternalId == key) is { } known)
        {
            return TypedResults.Ok(ContractResponse.Of(customer, known, today));
        }

        if (customer.RevokedAt is not null)
        {
            return CustomerRefusals.NoCustomer.ToProblem();
        }

        if (CheckMonthly(request.Monthly, request.Currency).IsRefused(out var noAmount, out var monthly))
        {
            return noAmount.ToProblem();
        }

        if (CheckDays(request, now).IsRefused(out var impossible))
        {
            return impossible.ToProblem();
        }

        if (request.OpportunityId is { } won && !await db.Opportunities.AnyAsync(
            deal => deal.Id == won && deal.AccountId == customer.AccountId && deal.Status == OpportunityStatus.Won, cancellation))
        {
            return CustomerRefusals.OpportunityNotWon(won).ToProblem();
        }

        if (await FindSold(db, customer, request, cancellation) is { } sold)
        {
            return CustomerRefusals.SignedBySale(sold).ToProblem();
        }

        var terms = new ContractTerms(request.Name, monthly, request.StartsOn, request.EndsOn, request.NoticeDays, request.RenewalLeadDays,
            request.OpportunityId, null, request.ExternalId);
        var contract = customer.Sign(terms, now);
        OpenRenewal.Plan(db, contract, today);
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Created($"/api/sales/v1/customers/{id}", ContractResponse.Of(customer, contract, today));
    }

    /// <summary>The monthly amount of a contract. It is more than 0.</summary>
    public static Result<Money> CheckMonthly(decimal amount, string currency) =>
        Money.Of(amount, currency).IsRefused(out var refusal, out var money) ? refusal
        : money.Amount == 0 ? CustomerRefusals.NothingToPay
        : money;

    /// <summary>
    /// The contract that winning an opportunity with recurring lines has signed, if the request would sign it again: it names the same
    /// opportunity, or it names none and has the same start and monthly amount.
    /// </summary>
    private static async Task<Contract?> FindSold(
        SalesDb db, Customer customer, SignContractRequest request, CancellationToken cancellation)
    {
        List<Contract> same = [.. customer.Contracts.Where(contract => contract.OpportunityId is not null && contract.PredecessorId is null
            && contract.StoppedBy != ContractStop.Withdrawn
            && (request.OpportunityId is { } named
                ? contract.OpportunityId == named
                : (contract.StartsOn, contract.Currency, contract.AmountOn(contract.StartsOn))
                    == (request.StartsOn, request.Currency, request.Monthly)))];
        var deals = same.Select(contract => contract.OpportunityId!.Value).ToArray();
        var recurring = deals.Length == 0 ? [] : await db.Opportunities.IgnoringOwnership()
            .Where(deal => deals.Contains(deal.Id) && deal.Monthly + deal.Yearly > 0).Select(deal => deal.Id).ToListAsync(cancellation);
        return same.Find(contract => recurring.Contains(contract.OpportunityId!.Value));
    }

    private static Result CheckDays(SignContractRequest request, DateTimeOffset now) =>
        CustomerRefusals.CheckDay("startsOn", request.StartsOn, now).IsRefused(out var refusal) ? refusal
        : CustomerRefusals.CheckDay("endsOn", request.EndsOn, now).IsRefused(out refusal) ? refusal
        : request.EndsOn < request.StartsOn ? CustomerRefusals.EndsBeforeStart(request.EndsOn.Value, request.StartsOn)
        : Result.Done;
}
