using Funnel.Sales.Visibility;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Customers;

/// <summary>A customer with its contracts.</summary>
/// <param name="Since">When its first opportunity was won.</param>
/// <param name="Status">Today, in UTC.</param>
/// <param name="ChurnedOn">The first day without a contract, which may lie ahead.</param>
/// <param name="ChurnReason">Code from the managed list.</param>
/// <param name="EvangelistSince">When they first reviewed us, or we first acted on a referral of theirs, or on an answer of 9 or 10.</param>
/// <param name="Surveys">How many have been answered.</param>
/// <param name="LatestScore">The latest answer, 0 to 10.</param>
/// <param name="Referrals">How many companies it has named to us.</param>
/// <param name="Reviews">How many reviews it has published of us.</param>
/// <param name="Revenue">What it pays every month as of today, one entry a currency.</param>
/// <param name="Contracts">By their start.</param>
public sealed record CustomerResponse(
    Guid Id, Guid AccountId, string Account, Guid? OwnerId, string? Owner, DateTimeOffset Since, Guid FirstOpportunityId, Guid? LeadId,
    CustomerStatus Status, DateOnly? ChurnedOn, string? ChurnReason, DateTimeOffset? EvangelistSince, int Surveys, int? LatestScore, int Referrals, int Reviews,
    [property: Amount] IReadOnlyList<RecurringRevenue> Revenue,
    IReadOnlyList<ContractResponse> Contracts) : IOwned;

/// <param name="Monthly">Two decimals.</param>
/// <param name="Currency">ISO 4217.</param>
public sealed record RecurringRevenue(decimal Monthly, string Currency);

/// <summary>A contract and how its amount became what it is.</summary>
/// <param name="EndsOn">The last day; open-ended where it is absent.</param>
/// <param name="NoticeDays">So many days before the end the customer gives notice at the latest.</param>
/// <param name="RenewalLeadDays">So many days before the end the renewal opens.</param>
/// <param name="Monthly">As of today; 0 before it starts and when it has stopped.</param>
/// <param name="StoppedOn">The first day without it.</param>
/// <param name="IsOverdue">Its end has passed, and nobody has renewed or ended it; it still counts as revenue.</param>
/// <param name="RenewalOpensOn">When the opportunity opens that renews it; absent where none will.</param>
/// <param name="RenewalOpportunityId">The opportunity that renews it, once it has opened.</param>
/// <param name="PredecessorId">The contract whose place it took.</param>
/// <param name="Amounts">By their day.</param>
public sealed record ContractResponse(
    Guid Id, Guid CustomerId, Guid? OwnerId, string? ExternalId, string Name, DateOnly StartsOn, DateOnly? EndsOn, int NoticeDays, int RenewalLeadDays,
    [property: Amount] decimal Monthly, string Currency, DateOnly? StoppedOn, ContractStop? StoppedBy, string? ChurnReason, bool IsOverdue,
    Guid? OpportunityId, DateOnly? RenewalOpensOn, Guid? RenewalOpportunityId, Guid? PredecessorId, [property: Amount] IReadOnlyList<ContractAmountEntry> Amounts) : IOwned
{
    internal static ContractResponse Of(Customer customer, Contract contract, DateOnly today)
    {
        var steps = new List<ContractAmountEntry>();
        foreach (var entry in contract.Amounts.GroupBy(entry => entry.On).Select(day => day.MaxBy(entry => entry.Sequence)!).OrderBy(entry => entry.On))
        {
            steps.Add(new(entry.On, entry.Amount, entry.Amount - (steps.LastOrDefault()?.Monthly ?? 0), entry.RecordedAt));
        }

        return new(contract.Id, contract.CustomerId, customer.OwnerId, contract.ExternalId, contract.Name, contract.StartsOn, contract.EndsOn, contract.NoticeDays,
            contract.RenewalLeadDays, contract.AmountOn(today), contract.Currency, contract.StoppedOn, contract.StoppedBy, contract.ChurnReason,
            contract.StoppedOn is null && contract.EndsOn < today, contract.OpportunityId, contract.RenewalOpensOn,
            contract.RenewalOpportunityId, contract.PredecessorId, steps);
    }
}

/// <param name="On">From this day on.</param>
/// <param name="Change">Above 0 an expansion, below it a contraction; the first one is the whole amount.</param>
/// <param name="RecordedAt">When Funnel learnt of it.</param>
public sealed record ContractAmountEntry(DateOnly On, decimal Monthly, decimal Change, DateTimeOffset RecordedAt);

internal static class GetCustomer
{
    public static async Task<Results<Ok<CustomerResponse>, ProblemHttpResult>> Handle(Guid id, SalesDb db, TimeProvider clock, CancellationToken cancellation)
    {
        if (await Find(db, id, cancellation) is not { } customer)
        {
            return CustomerRefusals.NotFound.ToProblem();
        }

        var today = Today(clock);
        var account = await db.Accounts.IgnoringOwnership().Where(one => one.Id == customer.AccountId).Select(one => one.Name).SingleAsync(cancellation);
        var owner = await db.Representatives.Where(person => person.Id == customer.OwnerId).Select(person => person.Name).SingleOrDefaultAsync(cancellation);
        var scores = await db.Surveys.Where(survey => survey.CustomerId == id && survey.AnsweredAt != null)
            .OrderByDescending(survey => survey.AnsweredAt).ThenByDescending(survey => survey.Id).Select(survey => survey.Score).ToListAsync(cancellation);
        var referrals = await db.Referrals.CountAsync(referral => referral.CustomerId == id, cancellation);
        var reviews = await db.Reviews.CountAsync(review => review.CustomerId == id, cancellation);
        return TypedResults.Ok(new CustomerResponse(
            customer.Id, customer.AccountId, account, customer.OwnerId, owner, customer.Since, customer.FirstOpportunityId, customer.LeadId,
            customer.StatusOn(today), customer.ChurnedOn, customer.ChurnReason, customer.EvangelistSince, scores.Count, scores.Count == 0 ? null : scores[0], referrals, reviews,
            [.. customer.Contracts.GroupBy(contract => contract.Currency, contract => contract.AmountOn(today)).Where(sum => sum.Sum() > 0)
                .OrderBy(sum => sum.Key, StringComparer.Ordinal).Select(sum => new RecurringRevenue(sum.Sum(), sum.Key))],
            [.. customer.Contracts.OrderBy(contract => contract.StartsOn).ThenBy(contract => contract.Id).Select(contract => ContractResponse.Of(customer, contract, today))]));
    }

    /// <summary>A contract's days are days of the calendar; which one is today is UTC's to say.</summary>
    public static DateOnly Today(TimeProvider clock) => DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);

    public static Task<Customer?> Find(SalesDb db, Guid id, CancellationToken cancellation) =>
        db.Customers.Include(customer => customer.Contracts).ThenInclude(contract => contract.Amounts).AsSplitQuery()
            .SingleOrDefaultAsync(customer => customer.Id == id, cancellation);
}
