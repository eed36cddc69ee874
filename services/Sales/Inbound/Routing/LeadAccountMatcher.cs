using Funnel.Contracts.Marketing;
using Funnel.Sales.Accounts;
using Funnel.Sales.Visibility;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Routing;

/// <summary>Which accounts leads come from: by the address's domain, by where the person is a contact, by the company's name.</summary>
/// <remarks>Opened for all leads of a batch at once. What was merged away leads to what it went into.</remarks>
internal sealed class LeadAccountMatcher
{
    private readonly AccountBook accounts;
    private readonly ContactBook people;
    private readonly ILookup<Guid, Account> byContact;

    private LeadAccountMatcher(AccountBook accounts, ContactBook people, ILookup<Guid, Account> byContact) =>
        (this.accounts, this.people, this.byContact) = (accounts, people, byContact);

    public static async Task<LeadAccountMatcher> Open(SalesDb db, IReadOnlyCollection<LeadContext> leads, CancellationToken cancellation)
    {
        var accounts = await AccountBook.Open(db, leads.Select(lead => (lead.Company, DomainOf(lead))), cancellation);
        var wanted = leads.Select(Person).ToList();
        var people = await ContactBook.Open(db, wanted, cancellation);
        var found = wanted.Select(people.Find).OfType<Contact>().Select(contact => contact.Id).Distinct().ToArray();
        var links = found.Length == 0 ? [] : await (
            from link in db.AccountContacts.AsNoTracking()
            where found.Contains(link.ContactId)
            orderby link.Since descending, link.Id descending
            join account in db.Accounts.IgnoringOwnership() on link.AccountId equals account.Id
            select new { link.ContactId, account }).ToListAsync(cancellation);
        var survivors = await MergeRedirects<Account>.Of(db.Accounts.IgnoringOwnership(), links.Select(link => link.account).DistinctBy(account => account.Id), cancellation);
        return new(accounts, people, links.ToLookup(link => link.ContactId, link => survivors.Of(link.account)));
    }

    /// <summary>The account that the lead comes from: of several the first one that somebody owns.</summary>
    public Account? Of(LeadContext lead)
    {
        var (domain, contact) = (DomainOf(lead), ContactOf(lead));
        var found = new[] { domain is null ? null : accounts.Find("", domain) }
            .Concat(contact is null ? [] : byContact[contact.Id])
            .Append(lead.Company is null ? null : accounts.Find(lead.Company, null))
            .OfType<Account>().ToList();
        return found.Find(account => account.OwnerId is not null) ?? found.FirstOrDefault();
    }

    public Contact? ContactOf(LeadContext lead) => people.Find(Person(lead));

    private static string? DomainOf(LeadContext lead) =>
        lead.Email?.LastIndexOf('@') is { } at and >= 0 && lead.Email[(at + 1)..].Trim() is { Length: > 0 } domain ? domain : null;

    /// <summary>The lead as a contact is found by.</summary>
    public static ContactDetails Person(LeadContext lead) => ContactDetails.Of(
        lead.FullName ?? "", lead.Email, lead.Phone is null ? null : PhoneNumber.ReadOrKeep(lead.Phone, lead.Country is { } country && PhoneNumber.IsCountry(country) ? country : null));
}
