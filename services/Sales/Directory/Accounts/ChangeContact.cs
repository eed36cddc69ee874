using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Funnel.Sales.CustomFields;
using Funnel.Values;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Accounts;

/// <summary>The new details of a contact. An absent detail is erased, except custom fields.</summary>
/// <param name="Phone">Kept in E.164. Without an international prefix it is read as a number of the country of an account of the
/// contact.</param>
/// <param name="Fields">Custom fields by code. Only the named fields change; null removes a value.</param>
public sealed record ChangeContactRequest(
    [property: Required, MaxLength(Contact.FullNameLength)] string FullName,
    [property: Email, MaxLength(Contact.EmailLength)] string? Email = null,
    [property: MinLength(1), MaxLength(Contact.PhoneLength)] string? Phone = null,
    [property: MinLength(1), MaxLength(Contact.JobTitleLength)] string? JobTitle = null,
    [property: MaxLength(CustomField.MostOfARecord)] IReadOnlyDictionary<string, JsonElement>? Fields = null);

internal static class ChangeContact
{
    public static async Task<Results<Ok<ContactResponse>, ProblemHttpResult>> Handle(
        Guid id, ChangeContactRequest request, SalesDb db, CancellationToken cancellation)
    {
        if (await db.SeenContacts.SingleOrDefaultAsync(one => one.Id == id && one.MergedIntoId == null, cancellation) is not { } contact)
        {
            return AccountRefusals.ContactNotFound.ToProblem();
        }

        PhoneNumber? phone = null;
        var country = await db.AccountContacts.Where(link => link.ContactId == id)
            .Join(db.Accounts, link => link.AccountId, account => account.Id, (link, account) => new { link.Since, account.Country })
            .Where(at => at.Country != null).OrderBy(at => at.Since).Select(at => at.Country).FirstOrDefaultAsync(cancellation);
        if (request.Phone is not null && PhoneNumber.Read(request.Phone, country).IsRefused(out var noPhone, out phone))
        {
            return noPhone.ToProblem();
        }

        var values = contact.Fields;
        if (request.Fields is not null
            && (await CustomFieldSet.Load(db, RecordKind.Contact, cancellation)).Change(values, request.Fields)
                .IsRefused(out var noValue, out values!))
        {
            return noValue.ToProblem();
        }

        var details = ContactDetails.Of(request.FullName, request.Email, phone, request.JobTitle) with { Fields = values };
        if ((await ContactBook.CheckFree(db, contact, details, cancellation)).IsRefused(out var taken))
        {
            return taken.ToProblem();
        }

        // A number that identifies another contact does not identify this one too.
        contact.Become(await ContactBook.IsPhoneFree(db, contact, phone?.Key, cancellation) ? details : details with { PhoneKey = null });
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Ok((await GetContact.Show(db, id, cancellation))!);
    }
}
