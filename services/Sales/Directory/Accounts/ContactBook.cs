using Funnel.ServiceDefaults;
using Funnel.Values;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Accounts;

/// <summary>
/// The one rule by which every path finds or adds a contact: by email, else by phone number. Two contacts with different emails are
/// two people, even if they share a phone number. People of one account with the same name and neither are one. A merged contact
/// leads to the one that it was merged into.
/// </summary>
/// <remarks>
/// It is loaded once for a whole batch; a contact that it adds is found by the rest of the batch. Unique indexes settle a race. It looks
/// at all contacts, because a person is the same person for every caller. A link brings a contact into the caller's sight, so a path
/// on which callers name people freely calls <see cref="CheckVisible"/> first.
/// </remarks>
internal sealed class ContactBook
{
    private readonly SalesDb db;
    private readonly Dictionary<string, Contact> byEmail = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Contact> byPhone = new(StringComparer.Ordinal);
    private readonly Dictionary<(Guid AccountId, string NameKey), Contact> byName = [];
    private readonly Dictionary<(Guid AccountId, Guid ContactId), AccountContact> links;
    private readonly HashSet<Guid> unseen;

    private ContactBook(SalesDb db, List<Contact> known, MergeRedirects<Contact> redirects, List<AccountContact> links,
        HashSet<Guid> unseen)
    {
        this.db = db;
        this.unseen = unseen;
        this.links = links.ToDictionary(link => (link.AccountId, link.ContactId));
        foreach (var contact in known.OrderBy(contact => contact.MergedIntoId is not null))
        {
            Remember(contact, redirects.Of(contact));
        }

        var byId = known.ToDictionary(contact => contact.Id);
        foreach (var link in links.OrderBy(link => link.Id))
        {
            if (byId.TryGetValue(link.ContactId, out var person) && HasNameOnly(person.Details) && person.MergedIntoId is null)
            {
                byName.TryAdd((link.AccountId, person.NameKey), person);
            }
        }
    }

    /// <param name="named">Known contacts that will be linked.</param>
    public static Task<ContactBook> Open(SalesDb db, IEnumerable<ContactDetails> wanted, CancellationToken cancellation,
        IEnumerable<Contact>? named = null) =>
        Open(db, db.Contacts, wanted, named ?? [], cancellation);

    /// <summary>Refuses details by which another contact is the same person.</summary>
    public static async Task<Result> CheckFree(SalesDb db, Contact contact, ContactDetails wanted, CancellationToken cancellation)
    {
        var book = await Open(db, db.Contacts.AsNoTracking(), [wanted], [], cancellation);
        return book.Find(wanted) is not { } other || other.Id == contact.Id ? Result.Done
            : book.Sees(other) ? AccountRefusals.AlreadyKnown(other)
            : AccountRefusals.ContactSomebodyElses;
    }

    /// <summary>Whether a phone number identifies no contact, or this one.</summary>
    public static async Task<bool> IsPhoneFree(SalesDb db, Contact contact, string? phoneKey, CancellationToken cancellation)
    {
        var book = await Open(db, db.Contacts.AsNoTracking(), [new("", null, null, phoneKey, null)], [], cancellation);
        return phoneKey is null || !book.byPhone.TryGetValue(phoneKey, out var holder) || holder.Id == contact.Id;
    }

    public Contact? Find(ContactDetails wanted) =>
        wanted.Email is { } email && byEmail.TryGetValue(email, out var sameAddress) ? sameAddress
        : wanted.PhoneKey is { } phone && byPhone.TryGetValue(phone, out var sameLine) && (wanted.Email is null || sameLine.Email is null)
        ? sameLine
        : null;

    /// <summary>Refuses a contact that exists and that the caller may not see.</summary>
    public Result CheckVisible(ContactDetails wanted) =>
        Find(wanted) is { } known && !Sees(known) ? AccountRefusals.ContactSomebodyElses : Result.Done;

    /// <summary>Whether the caller may see a contact that the book holds.</summary>
    public bool Sees(Contact contact) => !unseen.Contains(contact.Id);

    /// <param name="account">The account to which the contact is linked, unless it is linked already.</param>
    /// <param name="role">Absent leaves the role unchanged.</param>
    public (Contact Contact, bool IsNew) FindOrAdd(ContactDetails wanted, Account? account, BuyingRole? role, DateTimeOffset now)
    {
        var isTaken = wanted.PhoneKey is not null && byPhone.ContainsKey(wanted.PhoneKey);
        var known = Find(wanted) ?? (account is not null && HasNameOnly(wanted)
            ? byName.GetValueOrDefault((account.Id, TextKey.Identity(wanted.FullName)))
            : null);
        var contact = known ?? Contact.Add(isTaken ? wanted with { PhoneKey = null } : wanted, now);
        if (known is null)
        {
            db.Add(contact);
        }
        else
        {
            contact.Learn(isTaken ? wanted with { PhoneKey = null } : wanted);
        }

        Remember(contact, contact);
        if (account is not null)
        {
            Link(account, contact, role, now);
            if (HasNameOnly(contact.Details))
            {
                byName.TryAdd((account.Id, contact.NameKey), contact);
            }
        }

        return (contact, known is null);
    }

    /// <param name="role">Absent leaves the role unchanged.</param>
    public void Link(Account account, Contact contact, BuyingRole? role, DateTimeOffset now)
    {
        if (!links.TryGetValue((account.Id, contact.Id), out var link))
        {
            link = AccountContact.Link(account, contact, role, now);
            links.Add((account.Id, contact.Id), link);
            db.Add(link);
        }
        else if (role is not null)
        {
            link.SetRole(role);
        }
    }

    private static async Task<ContactBook> Open(
        SalesDb db, IQueryable<Contact> all, IEnumerable<ContactDetails> wanted, IEnumerable<Contact> named, CancellationToken cancellation)
    {
        var list = wanted.ToList();
        var emails = list.Select(one => one.Email).OfType<string>().Distinct().ToArray();
        var phones = list.Select(one => one.PhoneKey).OfType<string>().Distinct().ToArray();
        var names = list.Where(one => HasNameOnly(one) && one.FullName.Length > 0).Select(one => TextKey.Identity(one.FullName)).Distinct()
            .ToArray();
        var known =
            await all.Where(contact => (contact.Email != null && emails.Contains(contact.Email))
                || (contact.PhoneKey != null && phones.Contains(contact.PhoneKey))
                || (contact.Email == null && contact.Phone == null && contact.MergedIntoId == null && names.Contains(contact.NameKey)))
            .ToListAsync(cancellation);
        var redirects = await MergeRedirects<Contact>.Of(all, known, cancellation);
        var ids = known.Select(redirects.Of).Concat(named).Select(contact => contact.Id).Distinct().ToArray();
        HashSet<Guid> seen = db.Sight.SeesAll
            ? [.. ids]
            : [.. await db.SeenContacts.Where(contact => ids.Contains(contact.Id)).Select(contact => contact.Id).ToListAsync(cancellation)];
        return new(db, known, redirects, await db.AccountContacts.Where(link => ids.Contains(link.ContactId)).ToListAsync(cancellation),
            [.. ids.Where(id => !seen.Contains(id))]);
    }

    /// <summary>Whether only the name tells who the contact is.</summary>
    private static bool HasNameOnly(ContactDetails details) => details is { Email: null, Phone: null };

    private void Remember(Contact found, Contact target)
    {
        if (found.Email is not null)
        {
            byEmail.TryAdd(found.Email, target);
        }

        if (found.PhoneKey is not null)
        {
            byPhone.TryAdd(found.PhoneKey, target);
        }
    }
}
