using Funnel.Sales.Quotes;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales;

/// <summary>The tables of the group Offers.</summary>
internal sealed partial class SalesDb
{
    public DbSet<Quote> Quotes => Set<Quote>();
}
