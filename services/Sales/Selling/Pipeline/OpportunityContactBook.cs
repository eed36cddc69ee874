using Funnel.Sales.Accounts;
using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Pipeline;

/// <summary>Finds or adds the contacts of a batch of opportunities, by the same rule as every other path.</summary>
internal sealed class OpportunityContactBook
{
    private readonly MergeRedirects<Contact> byId;
    private readonly ContactBook book;

    private OpportunityContactBook(MergeRedirects<Contact> byId, ContactBook book) => (this.byId, this.book) = (byId, book);

    /// <param name="wanted">The contacts, each with the country of its phone number.</param>
    public static async Task<OpportunityContactBook> Load(
        SalesDb db, IEnumerable<(ContactReference? Contact, string? Country)> wanted, CancellationToken cancellation)
    {
        var list = wanted.ToList();
        var ids = list.Select(one => one.Contact?.Id).OfType<Guid>().Distinct().ToArray();
        var found = ids.Length == 0 ? [] : await db.SeenContacts.Where(contact => ids.Contains(contact.Id)).ToListAsync(cancellation);
        var details = list.Where(one => one.Contact?.FullName is not null)
            .Select(one => ContactDetails.Of(one.Contact!.FullName!, one.Contact.Email,
                one.Contact.Phone is null ? null : PhoneNumber.ReadOrKeep(one.Contact.Phone, one.Country)));
        var byId = await MergeRedirects<Contact>.Of(db.Contacts, found, cancellation);
        return new(byId, await ContactBook.Open(db, details, cancellation, found.Select(byId.Of)));
    }

    /// <summary>Checks whether the reference names one contact that the caller may use.</summary>
    public Result Check(ContactReference? wanted, string? country) =>
        wanted is null ? Result.Done
        : wanted.Id is null == string.IsNullOrWhiteSpace(wanted.FullName) ? PipelineRefusals.ContactNotNamed
        : wanted.Id is { } id ? CheckId(id)
        : wanted.Phone is null ? book.CheckVisible(ContactDetails.Of(wanted.FullName!, wanted.Email, null))
        : PhoneNumber.Read(wanted.Phone, country).IsRefused(out var refusal, out var phone) ? refusal
        : book.CheckVisible(ContactDetails.Of(wanted.FullName!, wanted.Email, phone));

    /// <summary>Finds or adds a contact that was checked before, and links it to the account.</summary>
    public Contact? FindOrAdd(ContactReference? wanted, Account account, DateTimeOffset now)
    {
        if (wanted is null)
        {
            return null;
        }

        if (wanted.Id is { } id)
        {
            var known = byId.Of(id)!;
            book.Link(account, known, wanted.Role, now);
            return known;
        }

        var phone = wanted.Phone is null ? null : PhoneNumber.ReadOrKeep(wanted.Phone, account.Country);
        return book.FindOrAdd(ContactDetails.Of(wanted.FullName!, wanted.Email, phone), account, wanted.Role, now).Contact;
    }

    private Result CheckId(Guid id) => byId.Of(id) is { } known && book.Sees(known)
        ? Result.Done
        : PipelineRefusals.ContactNotFound.Because($"`contact.id` is '{id}', which is not a known contact.");
}
