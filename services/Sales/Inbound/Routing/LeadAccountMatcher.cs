using Funnel.Contracts.Marketing;
using Funnel.Sales.Accounts;
using Funnel.Sales.Visibility;
using Funnel.Values;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Routing;

/// <summary>
/// Matches leads to accounts: by the domain of the email address, by the accounts of the contact, and by the company's name.
/// </summary>
/// <remarks>It loads all leads of a batch at once. A merged account or contact is replaced by the one that it was merged into.</remarks>
internal sealed class LeadAccountMatcher
{
    private readonly AccountBook accounts;
    private readonly ContactBook people;
    private readonly ILookup<Guid, Account> byContact;

    private LeadAccountMatcher(AccountBook accounts, ContactBook people, ILookup<Guid, Account> byContact) =>
        (this.accounts, this.people, this.byContact) = (accounts, people, byContact);

    public static async Task<LeadAccountMatcher> Load(SalesDb db, IReadOnlyCollection<LeadContext> leads, CancellationToken cancellation)
    {
        var accounts = await AccountBook.Open(db, leads.Select(lead => (lead.Company, DomainOf(lead))), cancellation);
        var details = leads.Select(DetailsOf).ToList();
        var people = await ContactBook.Open(db, details, cancellation);
        var contacts = details.Select(people.Find).OfType<Contact>().Select(contact => contact.Id).Distinct().ToArray();
        var links = contacts.Length == 0 ? [] : await (
            from link in db.AccountContacts.AsNoTracking()
            where contacts.Contains(link.ContactId)
            orderby link.Since descending, link.Id descending
            join account in db.Accounts.IgnoringOwnership() on link.AccountId equals account.Id
            select new { link.ContactId, account }).ToListAsync(cancellation);
        var merged = await MergeRedirects<Account>.Of(
            db.Accounts.IgnoringOwnership(), links.Select(link => link.account).DistinctBy(account => account.Id), cancellation);
        return new(accounts, people, links.ToLookup(link => link.ContactId, link => merged.Of(link.account)));
    }

    /// <summary>The account of the lead. If several match, the first one that has an owner.</summary>
    public Account? AccountOf(LeadContext lead)
    {
        var (domain, contact) = (DomainOf(lead), ContactOf(lead));
        var found = new[] { domain is null ? null : accounts.Find("", domain) }
            .Concat(contact is null ? [] : byContact[contact.Id])
            .Append(lead.Company is null ? null : accounts.Find(lead.Company, null))
            .OfType<Account>().ToList();
        return found.Find(account => account.OwnerId is not null) ?? found.FirstOrDefault();
    }

    public Contact? ContactOf(LeadContext lead) => people.Find(DetailsOf(lead));

    /// <summary>The details of the lead by which contacts are found.</summary>
    public static ContactDetails DetailsOf(LeadContext lead)
    {
        var country = lead.Country is { } code && PhoneNumber.IsCountry(code) ? code : null;
        return ContactDetails.Of(lead.FullName ?? "", lead.Email, lead.Phone is null ? null : PhoneNumber.ReadOrKeep(lead.Phone, country));
    }

    private static string? DomainOf(LeadContext lead) =>
        EmailAddress.Domain(EmailAddress.Normalise(lead.Email));
}
