using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Funnel.Sales.CustomFields;
using Funnel.Sales.Visibility;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Accounts;

/// <summary>A person at any number of accounts.</summary>
/// <param name="Phone">E.164 if the number could be read, else as written.</param>
/// <param name="Accounts">The accounts of the person, the earliest first.</param>
/// <param name="Fields">Custom fields by code.</param>
public sealed record ContactResponse(
    Guid Id, string FullName, string? Email, string? Phone, string? JobTitle, DateTimeOffset CreatedAt,
    IReadOnlyList<ContactAtAccount> Accounts,
    IReadOnlyDictionary<string, JsonElement> Fields);

/// <param name="Role">The part that the person plays when the account buys. Absent if it is not known.</param>
public sealed record ContactAtAccount(Guid AccountId, string Account, BuyingRole? Role);

internal static class ListContacts
{
    private const string AnyRole = "^(champion|decisionMaker|influencer|user|blocker)$";

    public static async Task<Results<Ok<Page<ContactResponse>>, ProblemHttpResult>> Handle(
        SalesDb db, CancellationToken cancellation, Guid? accountId = null, [MinLength(1), RegularExpression(AnyRole)] string? role = null,
        [Description(FieldCondition.Description), MaxLength(FieldCondition.Most)] string[]? field = null,
        [Description(UpdatedAt.Description)] DateTimeOffset? updatedSince = null, Guid? after = null,
        [Range(1, Page<ContactResponse>.LargestLimit)] int limit = Page<ContactResponse>.DefaultLimit)
    {
        var contacts = db.SeenContacts.AsNoTracking().Where(contact => contact.MergedIntoId == null);
        accountId = await MergeRedirects<Account>.Lead(db.Accounts.IgnoringOwnership(), accountId, cancellation);
        var playing = role is null ? (BuyingRole?)null : Enum.Parse<BuyingRole>(role, true);
        contacts = (accountId, role) is (null, null) ? contacts : contacts.Where(contact => db.AccountContacts.Any(link =>
            link.ContactId == contact.Id && (accountId == null || link.AccountId == accountId) && (playing == null || link.Role == playing)
            && db.Accounts.Any(account => account.Id == link.AccountId && account.MergedIntoId == null)));
        if (field is { Length: > 0 })
        {
            if ((await CustomFieldSet.Load(db, RecordKind.Contact, cancellation)).Read(field)
                .IsRefused(out var noField, out var conditions))
            {
                return noField.ToProblem();
            }

            contacts = contacts.Meeting(conditions, contact => contact.Fields);
        }

        contacts = contacts.UpdatedSince(updatedSince);
        contacts = after is null ? contacts : contacts.Where(contact => contact.Id < after);
        var items = await Show(db, contacts.OrderByDescending(contact => contact.Id).Take(limit + 1)).ToListAsync(cancellation);
        return TypedResults.Ok(Page.Of(items, limit, item => item.Id));
    }

    /// <summary>Shows the accounts that the caller may see. A merged account keeps its links for an un-merge only.</summary>
    public static IQueryable<ContactResponse> Show(SalesDb db, IQueryable<Contact> contacts) =>
        contacts.Select(contact => new ContactResponse(
        contact.Id, contact.FullName, contact.Email, contact.Phone, contact.JobTitle, contact.CreatedAt,
        db.AccountContacts.Where(link => link.ContactId == contact.Id).OrderBy(link => link.Id)
            .Join(db.Accounts.Where(account => account.MergedIntoId == null), link => link.AccountId, account => account.Id,
                (link, account) => new ContactAtAccount(account.Id, account.Name, link.Role)).ToList(),
        FieldValues.Show(contact.Fields)));
}
