using Funnel.Messaging;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Accounts;

internal static class AccountsEndpoints
{
    public static void MapAccounts(this WebApplication app)
    {
        var accounts = app.MapGroup("/api/sales/v1/accounts").WithTags("Accounts").RequirePermissions("sales").RetryOnConflict<SalesDb>();
        accounts.MapGet("/", ListAccounts.Handle).WithSummary("Lists accounts, newest first");
        accounts.MapGet("/{id:guid}", GetAccount.Handle).Versioned<SalesDb, Account>().WithSummary("Shows an account; one that was merged away leads on");
        accounts.MapPost("/", AddAccount.Handle).WithSummary("Opens an account, once a domain and name");
        accounts.MapPut("/{id:guid}", ChangeAccount.Handle).Versioned<SalesDb, Account>().WithSummary("Changes an account, its owner too");
        accounts.MapPut("/{id:guid}/contacts/{contactId:guid}", LinkContact.Handle).WithSummary("Says that a contact is at the account, and in which buying role");
        accounts.MapDelete("/{id:guid}/contacts/{contactId:guid}", LinkContact.Undo).WithSummary("Says that a contact is not at the account any more");

        var contacts = app.MapGroup("/api/sales/v1/contacts").WithTags("Accounts").RequirePermissions("sales").RetryOnConflict<SalesDb>();
        contacts.MapGet("/", ListContacts.Handle).WithSummary("Lists contacts, newest first");
        contacts.MapGet("/{id:guid}", GetContact.Handle).Versioned<SalesDb, Contact>().WithSummary("Shows a contact; one that was merged away leads on");
        contacts.MapPost("/", AddContact.Handle).WithSummary("Adds a contact, once an e-mail address and phone number");
        contacts.MapPost("/batch", AddContacts.Handle).WithSummary("Adds up to 1,000 contacts; each stands alone");
        contacts.MapPut("/{id:guid}", ChangeContact.Handle).Versioned<SalesDb, Contact>().WithSummary("Changes a contact");
    }
}
