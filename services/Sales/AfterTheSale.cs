using Funnel.Sales.Customers;
using Funnel.Sales.Pipeline;
using Funnel.Sales.Referrals;
using Funnel.Sales.Renewals;
using Funnel.Sales.Surveys;

namespace Funnel.Sales;

/// <summary>Customers, their contracts and renewals, what they think of us and whom they send.</summary>
internal static class AfterTheSale
{
    public static void AddAfterTheSale(this WebApplicationBuilder builder)
    {
        builder.AddSurveys();
        OpenRenewal.Add(builder.Services);
        // In this order: a renewal that is decided first may end the customer, whom another won deal brings back.
        builder.Services.AddScoped<IWhenDealsClose, DecideRenewals>().AddScoped<IWhenDealsClose, KeepCustomers>();
    }

    public static void MapAfterTheSale(this WebApplication app)
    {
        app.MapCustomers();
        app.MapSurveys();
        app.MapReferrals();
    }
}
