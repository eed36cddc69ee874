using Funnel.Sales.Visibility;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Customers;

/// <summary>A customer with its contracts.</summary>
/// <param name="Account">The name of the account.</param>
/// <param name="Owner">The name of the owner.</param>
/// <param name="Since">The time at which the first opportunity was won.</param>
/// <param name="LeadId">The lead of the first opportunity.</param>
/// <param name="Status">The status today, in UTC.</param>
/// <param name="ChurnedOn">The first day without a contract. It may be in the future.</param>
/// <param name="ChurnReason">A code from the list of churn reasons.</param>
/// <param name="EvangelistSince">The earliest review, followed-up referral or followed-up survey answer of 9 or 10.</param>
/// <param name="Surveys">The number of answered surveys.</param>
/// <param name="LatestScore">The score of the latest answer, 0 to 10.</param>
/// <param name="Referrals">The number of companies that the customer has referred.</param>
/// <param name="Reviews">The number of reviews that the customer has published.</param>
/// <param name="Revenue">The monthly recurring revenue today, one entry for each currency.</param>
/// <param name="Contracts">The contracts in the order of their start.</param>
public sealed record CustomerResponse(
    Guid Id, Guid AccountId, string Account, Guid? OwnerId, string? Owner, DateTimeOffset Since, Guid FirstOpportunityId, Guid? LeadId,
    CustomerStatus Status, DateOnly? ChurnedOn, string? ChurnReason, DateTimeOffset? EvangelistSince, int Surveys, int? LatestScore,
    int Referrals, int Reviews,
    [property: Amount] IReadOnlyList<RecurringRevenue> Revenue,
    IReadOnlyList<ContractResponse> Contracts) : IOwned;

/// <param name="Monthly">The amount of a month, with the decimals of the currency.</param>
/// <param name="Currency">ISO 4217 code.</param>
public sealed record RecurringRevenue(decimal Monthly, string Currency);

/// <summary>A contract with the history of its amount.</summary>
/// <param name="ExternalId">The contract's key in another system.</param>
/// <param name="StartsOn">The first day.</param>
/// <param name="EndsOn">The last day. Null for a contract without an end.</param>
/// <param name="NoticeDays">The customer gives notice at least this number of days before the end.</param>
/// <param name="RenewalLeadDays">The renewal opens this number of days before the end.</param>
/// <param name="Monthly">The amount of a month today. It is 0 before the start and after the contract has stopped.</param>
/// <param name="StoppedOn">The first day without the contract.</param>
/// <param name="ChurnReason">A code from the list of churn reasons.</param>
/// <param name="IsOverdue">Whether the end has passed without a renewal or a churn. The contract still counts as revenue.</param>
/// <param name="OpportunityId">The won opportunity that the contract came from.</param>
/// <param name="RenewalOpensOn">The day on which the renewal opens. Null if no renewal will open.</param>
/// <param name="RenewalOpportunityId">The opportunity that renews the contract, once the renewal has opened.</param>
/// <param name="PredecessorId">The contract that this one replaced.</param>
/// <param name="Amounts">The amounts in the order of their days.</param>
public sealed record ContractResponse(
    Guid Id, Guid CustomerId, Guid? OwnerId, string? ExternalId, string Name, DateOnly StartsOn, DateOnly? EndsOn, int NoticeDays,
    int RenewalLeadDays,
    [property: Amount] decimal Monthly, string Currency, DateOnly? StoppedOn, ContractStop? StoppedBy, string? ChurnReason, bool IsOverdue,
    Guid? OpportunityId, DateOnly? RenewalOpensOn, Guid? RenewalOpportunityId, Guid? PredecessorId,
    [property: Amount] IReadOnlyList<ContractAmountEntry> Amounts) : IOwned
{
    internal static ContractResponse Of(Customer customer, Contract contract, DateOnly today)
    {
        var steps = new List<ContractAmountEntry>();
        foreach (var entry in contract.Amounts.GroupBy(entry => entry.On).Select(day => day.MaxBy(entry => entry.Sequence)!)
            .OrderBy(entry => entry.On))
        {
            steps.Add(new(entry.On, entry.Amount, entry.Amount - (steps.LastOrDefault()?.Monthly ?? 0), entry.RecordedAt));
        }

        return new(contract.Id, contract.CustomerId, customer.OwnerId, contract.ExternalId, contract.Name, contract.StartsOn,
            contract.EndsOn, contract.NoticeDays,
            contract.RenewalLeadDays, contract.AmountOn(today), contract.Currency, contract.StoppedOn, contract.StoppedBy,
            contract.ChurnReason,
            contract.StoppedOn is null && contract.EndsOn < today, contract.OpportunityId, contract.RenewalOpensOn,
            contract.RenewalOpportunityId, contract.PredecessorId, steps);
    }
}

/// <param name="On">The first day on which the amount applies.</param>
/// <param name="Monthly">The amount of a month from this day on.</param>
/// <param name="Change">The difference to the amount before: positive for an expansion, negative for a contraction.</param>
/// <param name="RecordedAt">The time at which Funnel recorded the amount.</param>
public sealed record ContractAmountEntry(DateOnly On, decimal Monthly, decimal Change, DateTimeOffset RecordedAt);

internal static class GetCustomer
{
    public static async Task<Results<Ok<CustomerResponse>, ProblemHttpResult>> Handle(Guid id, SalesDb db, TimeProvider clock,
        CancellationToken cancellation)
    {
        if (await db.FindCustomer(id, cancellation) is not { } customer)
        {
            return CustomerRefusals.NotFound.ToProblem();
        }

        var today = clock.TodayInUtc();
        var account = await db.Accounts.IgnoringOwnership().Where(one => one.Id == customer.AccountId).Select(one => one.Name)
            .SingleAsync(cancellation);
        var owner = await db.Representatives.Where(person => person.Id == customer.OwnerId).Select(person => person.Name)
            .SingleOrDefaultAsync(cancellation);
        var scores = await db.Surveys.Where(survey => survey.CustomerId == id && survey.AnsweredAt != null)
            .OrderByDescending(survey => survey.AnsweredAt).ThenByDescending(survey => survey.Id).Select(survey => survey.Score)
            .ToListAsync(cancellation);
        var referrals = await db.Referrals.CountAsync(referral => referral.CustomerId == id, cancellation);
        var reviews = await db.Reviews.CountAsync(review => review.CustomerId == id, cancellation);
        return TypedResults.Ok(new CustomerResponse(
            customer.Id, customer.AccountId, account, customer.OwnerId, owner, customer.Since, customer.FirstOpportunityId, customer.LeadId,
            customer.StatusOn(today), customer.ChurnedOn, customer.ChurnReason, customer.EvangelistSince, scores.Count,
            scores.Count == 0 ? null : scores[0], referrals, reviews,
            [.. customer.Contracts.GroupBy(contract => contract.Currency, contract => contract.AmountOn(today)).Where(sum => sum.Sum() > 0)
                .OrderBy(sum => sum.Key, StringComparer.Ordinal).Select(sum => new RecurringRevenue(sum.Sum(), sum.Key))],
            [.. customer.Contracts.OrderBy(contract => contract.StartsOn).ThenBy(contract => contract.Id)
                .Select(contract => ContractResponse.Of(customer, contract, today))]));
    }
}
