using Funnel.Sales.Customers;
using Funnel.Sales.Pipeline;

namespace Funnel.Sales.Renewals;

internal static class RenewalsSetup
{
    public static void AddRenewals(this WebApplicationBuilder builder)
    {
        OpenRenewal.Add(builder.Services);
        // In this order: a lost renewal may end the customer, and another deal that is won with it begins the customer again. Contracts
        // are signed with a customer.
        builder.Services.AddScoped<IWhenDealsClose, DecideRenewals>().AddScoped<IWhenDealsClose, KeepCustomers>()
            .AddScoped<IWhenDealsClose, SignSoldContracts>();
    }
}
