using Funnel.Messaging;
using Funnel.Sales.Merges;
using Funnel.Sales.Renewals;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Customers;

internal static class CustomersEndpoints
{
    public static void AddCustomers(this WebApplicationBuilder builder) =>
        builder.Services.AddScoped<IAfterUnmerge, SplitCustomersOnUnmerge>();

    public static void MapCustomers(this WebApplication app)
    {
        var customers = app.MapGroup("/api/sales/v1/customers").WithTags("Customers").RequirePermissions("sales")
            .RetryOnConflict<SalesDb>();
        customers.MapGet("/", ListCustomers.Handle)
            .WithSummary("Lists customers, newest first");
        customers.MapGet("/movement", GetMovement.Handle)
            .WithSummary("Shows how recurring revenue changed month by month, and how much was retained");
        customers.MapGet("/{id:guid}", GetCustomer.Handle).Versioned<SalesDb, Customer>()
            .WithSummary("Shows a customer with its contracts");
        customers.MapPost("/{id:guid}/owner", AssignCustomer.Handle).Versioned<SalesDb, Customer>()
            .WithSummary("Assigns a customer to a representative");
        customers.MapPost("/{id:guid}/churn", ChurnCustomer.Handle).Versioned<SalesDb, Customer>()
            .WithSummary("Ends all contracts of a customer");

        var contracts = customers.MapGroup("/{id:guid}/contracts");
        contracts.MapPost("/", SignContract.Handle).Versioned<SalesDb, Customer>()
            .WithSummary("Signs a contract with a customer, or records an existing contract");
        contracts.MapPost("/{contractId:guid}/amount", ChangeContractAmount.Handle).Versioned<SalesDb, Customer>()
            .WithSummary("Changes the monthly amount of a contract from a day on");
        contracts.MapPost("/{contractId:guid}/end", MoveContractEnd.Handle).Versioned<SalesDb, Customer>()
            .WithSummary("Moves the end of a contract");
        contracts.MapPost("/{contractId:guid}/renew", RenewContract.Handle).Versioned<SalesDb, Customer>()
            .WithSummary("Renews a contract whose renewal has not opened");
        contracts.MapPost("/{contractId:guid}/churn", ChurnContract.Handle).Versioned<SalesDb, Customer>()
            .WithSummary("Ends a contract");
    }
}
