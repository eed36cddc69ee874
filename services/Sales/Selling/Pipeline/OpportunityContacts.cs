using Funnel.Sales.Accounts;
using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Pipeline;

/// <summary>Whom the opportunities of a batch name: found, or added by the rule of every path.</summary>
internal sealed class OpportunityContacts
{
    private readonly MergeRedirects<Contact> byId;
    private readonly ContactBook book;

    private OpportunityContacts(MergeRedirects<Contact> byId, ContactBook book) => (this.byId, this.book) = (byId, book);

    /// <param name="wanted">Each with the country in which its phone number is read.</param>
    public static async Task<OpportunityContacts> Open(
        SalesDb db, IEnumerable<(ContactReference? Contact, string? Country)> wanted, CancellationToken cancellation)
    {
        var list = wanted.ToList();
        var ids = list.Select(one => one.Contact?.Id).OfType<Guid>().Distinct().ToArray();
        var found = ids.Length == 0 ? [] : await db.SeenContacts.Where(contact => ids.Contains(contact.Id)).ToListAsync(cancellation);
        var details = list.Where(one => one.Contact?.FullName is not null).Select(one => ContactDetails.Of(one.Contact!.FullName!, one.Contact.Email,
            one.Contact.Phone is null ? null : PhoneNumber.ReadOrKeep(one.Contact.Phone, one.Country)));
        var byId = await MergeRedirects<Contact>.Of(db.Contacts, found, cancellation);
        return new(byId, await ContactBook.Open(db, details, cancellation, found.Select(byId.Of)));
    }

    /// <returns>Why this contact cannot be meant, or null.</returns>
    public Refusal? Refuse(ContactReference? wanted, string? country) =>
        wanted is null ? null
        : wanted.Id is null == string.IsNullOrWhiteSpace(wanted.FullName) ? PipelineRefusals.ContactNotNamed
        : wanted.Id is { } id ? byId.Of(id) is { } known && book.Sees(known) ? null : PipelineRefusals.ContactNotFound.Because($"'{id}' is none.")
        : wanted.Phone is null ? book.CheckVisible(ContactDetails.Of(wanted.FullName!, wanted.Email, null)).Refusal
        : PhoneNumber.Read(wanted.Phone, country).IsRefused(out var refusal, out var phone) ? refusal
        : book.CheckVisible(ContactDetails.Of(wanted.FullName!, wanted.Email, phone)).Refusal;

    /// <summary>The contact, who is at the account from now on.</summary>
    public Contact? Take(ContactReference? wanted, Account account, DateTimeOffset now)
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
}
