using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Sales.Accounts;

/// <param name="Domain">Such as <c>acme.com</c>; finds the account before its name does.</param>
public sealed record AddAccountRequest(
    [property: Required, MaxLength(Account.NameLength)] string Name,
    [property: MinLength(1), MaxLength(Account.DomainLength)] string? Domain = null);

internal static class AddAccount
{
    public static async Task<Results<Created<AccountResponse>, Ok<AccountResponse>>> Handle(
        AddAccountRequest request, SalesDb db, TimeProvider clock, CancellationToken cancellation)
    {
        var book = await AccountBook.Open(db, [(request.Name, request.Domain)], cancellation);
        var isKnown = book.Find(request.Name, request.Domain) is not null;
        var account = book.FindOrOpen(request.Name, request.Domain, clock.GetUtcNow());
        await db.SaveChangesAsync(cancellation);
        var answer = AccountResponse.Of(account);
        return isKnown ? TypedResults.Ok(answer) : TypedResults.Created($"/api/sales/v1/accounts/{account.Id}", answer);
    }
}
