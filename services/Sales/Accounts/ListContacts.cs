using System.ComponentModel.DataAnnotations;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Accounts;

/// <summary>A person at an account.</summary>
public sealed record ContactResponse(Guid Id, Guid AccountId, string FullName, string? Email, string? Phone, DateTimeOffset CreatedAt);

internal static class ListContacts
{
    public static async Task<Ok<Page<ContactResponse>>> Handle(
        SalesDb db, CancellationToken cancellation, Guid? accountId = null, Guid? after = null,
        [Range(1, Page<ContactResponse>.LargestLimit)] int limit = Page<ContactResponse>.DefaultLimit)
    {
        var contacts = db.Contacts.AsNoTracking();
        contacts = accountId is null ? contacts : contacts.Where(contact => contact.AccountId == accountId);
        contacts = after is null ? contacts : contacts.Where(contact => contact.Id < after);
        var items = await contacts.OrderByDescending(contact => contact.Id).Take(limit + 1)
            .Select(contact => new ContactResponse(contact.Id, contact.AccountId, contact.FullName, contact.Email, contact.Phone, contact.CreatedAt))
            .ToListAsync(cancellation);
        return TypedResults.Ok(Page.Of(items, limit, item => item.Id));
    }
}
