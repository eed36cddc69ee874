using System.ComponentModel.DataAnnotations;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Accounts;

/// <param name="Domain">Such as <c>acme.com</c>.</param>
public sealed record AccountResponse(Guid Id, string Name, string? Domain, DateTimeOffset CreatedAt)
{
    internal static AccountResponse Of(Account account) => new(account.Id, account.Name, account.Domain, account.CreatedAt);
}

internal static class ListAccounts
{
    public static async Task<Ok<Page<AccountResponse>>> Handle(
        SalesDb db, CancellationToken cancellation, Guid? after = null,
        [Range(1, Page<AccountResponse>.LargestLimit)] int limit = Page<AccountResponse>.DefaultLimit)
    {
        var accounts = db.Accounts.AsNoTracking();
        accounts = after is null ? accounts : accounts.Where(account => account.Id < after);
        var items = await accounts.OrderByDescending(account => account.Id).Take(limit + 1)
            .Select(account => new AccountResponse(account.Id, account.Name, account.Domain, account.CreatedAt)).ToListAsync(cancellation);
        return TypedResults.Ok(Page.Of(items, limit, item => item.Id));
    }
}
