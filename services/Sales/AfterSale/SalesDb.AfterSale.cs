using Funnel.Sales.Customers;
using Funnel.Sales.Referrals;
using Funnel.Sales.Surveys;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales;

/// <summary>The tables of the group AfterSale.</summary>
internal sealed partial class SalesDb
{
    public DbSet<Customer> Customers => Set<Customer>();

    public DbSet<Referral> Referrals => Set<Referral>();

    public DbSet<RevenueSpan> RevenueSpans => Set<RevenueSpan>();

    public DbSet<Review> Reviews => Set<Review>();

    public DbSet<Survey> Surveys => Set<Survey>();
}
