using Funnel.Messaging;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Accounts;

internal static class AccountsEndpoints
{
    public static void AddAccounts(this WebApplicationBuilder builder)
    {
        builder.AddOptionsFrom<FreeMailOptions>(FreeMailOptions.Section);
        builder.Services.AddSingleton<CompanyDomains>();
    }

    public static void MapAccounts(this WebApplication app)
    {
        var accounts = app.MapGroup("/api/sales/v1/accounts").WithTags("Accounts").RequirePermissions("sales").RetryOnConflict<SalesDb>();
        accounts.MapGet("/", ListAccounts.Handle).WithSummary("Lists accounts, newest first");
        accounts.MapGet("/{id:guid}", GetAccount.Handle).Versioned<SalesDb, Account>()
            .WithSummary("Shows an account; a merged account redirects");
        accounts.MapPost("/", AddAccount.Handle).WithSummary("Opens an account; a known domain or name returns the known account");
        accounts.MapPut("/{id:guid}", ChangeAccount.Handle).Versioned<SalesDb, Account>()
            .WithSummary("Changes an account, including its owner");
        accounts.MapPut("/{id:guid}/contacts/{contactId:guid}", LinkContact.Handle)
            .WithSummary("Links a contact to the account, with a buying role");
        accounts.MapDelete("/{id:guid}/contacts/{contactId:guid}", UnlinkContact.Handle).WithSummary("Unlinks a contact from the account");

        var contacts = app.MapGroup("/api/sales/v1/contacts").WithTags("Accounts").RequirePermissions("sales").RetryOnConflict<SalesDb>();
        contacts.MapGet("/", ListContacts.Handle).WithSummary("Lists contacts, newest first");
        contacts.MapGet("/{id:guid}", GetContact.Handle).Versioned<SalesDb, Contact>()
            .WithSummary("Shows a contact; a merged contact redirects");
        contacts.MapPost("/", AddContact.Handle).WithSummary("Adds a contact; a known email or phone number returns the known contact");
        contacts.MapPost("/batch", AddContacts.Handle).DisableValidation()
            .WithSummary("Adds up to 1,000 contacts; each item succeeds or fails alone");
        contacts.MapPut("/{id:guid}", ChangeContact.Handle).Versioned<SalesDb, Contact>().WithSummary("Changes a contact");
    }
}
