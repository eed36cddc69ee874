namespace Funnel.Sales.Renewals;

internal static class RenewalsSetup
{
    public static void AddRenewals(this WebApplicationBuilder builder) => OpenRenewal.Add(builder.Services);
}
