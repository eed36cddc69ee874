using Funnel.Sales.Customers;
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
    }

    public static void MapAfterTheSale(this WebApplication app)
    {
        app.MapCustomers();
        app.MapSurveys();
        app.MapReferrals();
    }
}
