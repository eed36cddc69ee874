using Funnel.Messaging;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Accounts;

internal static class AccountsEndpoints
{
    public static void MapAccounts(this WebApplication app)
    {
        var accounts = app.MapGroup("/api/sales/v1/accounts").WithTags("Accounts").RequirePermissions("sales").RetryOnConflict<SalesDb>();
        accounts.MapGet("/", ListAccounts.Handle).WithSummary("Lists accounts, newest first");
        accounts.MapGet("/{id:guid}", GetAccount.Handle).Tag().WithSummary("Shows an account");
        accounts.MapPost("/", AddAccount.Handle).WithSummary("Opens an account, once a domain and name");

        var contacts = app.MapGroup("/api/sales/v1/contacts").WithTags("Accounts").RequirePermissions("sales");
        contacts.MapGet("/", ListContacts.Handle).WithSummary("Lists contacts, newest first");
        contacts.MapGet("/{id:guid}", GetContact.Handle).Tag().WithSummary("Shows a contact");
    }
}
