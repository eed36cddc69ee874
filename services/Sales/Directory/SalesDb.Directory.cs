using Funnel.Sales.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales;

/// <summary>The tables of the group Directory.</summary>
internal sealed partial class SalesDb
{
    public DbSet<Account> Accounts => Set<Account>();

    public DbSet<AccountContact> AccountContacts => Set<AccountContact>();

    public DbSet<Contact> Contacts => Set<Contact>();

    /// <summary>The contacts that the caller may see: those at an account that the caller sees, and those at no account.</summary>
    /// <remarks>A merged account keeps its links for an un-merge only. They bring no contact into sight.</remarks>
    public IQueryable<Contact> SeenContacts => Contacts.Where(contact => !AccountContacts.Any(link => link.ContactId == contact.Id)
        || AccountContacts.Any(link => link.ContactId == contact.Id
            && Accounts.Any(account => account.Id == link.AccountId && account.MergedIntoId == null)));
}
