using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Funnel.Sales.Accounts;
using Funnel.Sales.Visibility;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Customers;

/// <summary>A customer in the list.</summary>
/// <param name="Account">The name of the account.</param>
/// <param name="Since">The time at which the first opportunity was won.</param>
/// <param name="Status">The status today, in UTC.</param>
/// <param name="ChurnedOn">The first day without a contract. It may be in the future.</param>
/// <param name="ChurnReason">A code from the list of churn reasons.</param>
/// <param name="Revenue">The monthly recurring revenue today, one entry for each currency.</param>
public sealed record CustomerSummary(
    Guid Id, Guid AccountId, string Account, Guid? OwnerId, DateTimeOffset Since, CustomerStatus Status, DateOnly? ChurnedOn,
    string? ChurnReason,
    [property: Amount] IReadOnlyList<RecurringRevenue> Revenue) : IOwned;

internal static class ListCustomers
{
    public static async Task<Ok<Page<CustomerSummary>>> Handle(
        SalesDb db, TimeProvider clock, CancellationToken cancellation,
        [MinLength(1), RegularExpression("^(active|churned|revoked)$")] string? status = null, Guid? ownerId = null, Guid? accountId = null,
        [Description("Only customers with a running contract that ends on this day or earlier.")] DateOnly? endsBy = null,
        [Description("true: only evangelists. false: only customers that are not evangelists.")] bool? evangelist = null,
        [Description(UpdatedAt.Description)] DateTimeOffset? updatedSince = null,
        Guid? after = null, [Range(1, Page<CustomerSummary>.LargestLimit)] int limit = Page<CustomerSummary>.DefaultLimit)
    {
        var today = clock.TodayInUtc();
        accountId = await MergeRedirects<Account>.Lead(db.Accounts.IgnoringOwnership(), accountId, cancellation);
        // Callers who see a customer also see the name of its account.
        var found = db.Customers.AsNoTracking().Seen(db);
        // A revoked customer is no customer, so only its own filter shows it.
        found = found.Where(customer => (customer.RevokedAt != null) == (status == "revoked"));
        found = status is null or "revoked"
            ? found
            : found.Where(customer => (customer.ChurnedOn != null && customer.ChurnedOn <= today) == (status == "churned"));
        found = ownerId is null ? found : found.Where(customer => customer.OwnerId == ownerId);
        found = accountId is null ? found : found.Where(customer => customer.AccountId == accountId);
        found = endsBy is null
            ? found
            : found.Where(customer => customer.Contracts.Any(contract => contract.StoppedOn == null && contract.EndsOn <= endsBy));
        found = evangelist is null ? found : found.Where(customer => (customer.EvangelistSince != null) == evangelist);
        found = found.UpdatedSince(updatedSince);
        found = after is null ? found : found.Where(customer => customer.Id < after);
        var items = await found.OrderByDescending(customer => customer.Id).Take(limit + 1)
            .Select(customer =>
                new { customer,
                    Account = db.Accounts.IgnoringOwnership().Where(account => account.Id == customer.AccountId)
                        .Select(account => account.Name).First() })
            .ToListAsync(cancellation);

        var ids = items.Select(item => item.customer.Id).ToArray();
        var revenue = (await db.RevenueSpans.Where(span => ids.Contains(span.CustomerId) && span.From <= today && span.Until > today)
            .GroupBy(span => new { span.CustomerId, span.Currency })
            .Select(sum => new { sum.Key.CustomerId, sum.Key.Currency, Monthly = sum.Sum(span => span.Amount) }).ToListAsync(cancellation))
            .OrderBy(sum => sum.Currency, StringComparer.Ordinal)
            .ToLookup(sum => sum.CustomerId, sum => new RecurringRevenue(sum.Monthly, sum.Currency));
        var answer = items.ConvertAll(item => new CustomerSummary(
            item.customer.Id, item.customer.AccountId, item.Account, item.customer.OwnerId, item.customer.Since,
            item.customer.StatusOn(today), item.customer.ChurnedOn, item.customer.ChurnReason, [.. revenue[item.customer.Id]]));
        return TypedResults.Ok(Page.Of(answer, limit, item => item.Id));
    }
}
