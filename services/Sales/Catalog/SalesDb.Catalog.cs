using Funnel.Sales.Products;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales;

/// <summary>The tables of the group Catalog.</summary>
internal sealed partial class SalesDb
{
    public DbSet<Price> Prices => Set<Price>();

    public DbSet<PriceBook> PriceBooks => Set<PriceBook>();

    public DbSet<Product> Products => Set<Product>();
}
