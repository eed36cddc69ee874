using Funnel.Sales.Currencies;
using Funnel.Sales.CustomFields;
using Funnel.Sales.Reasons;
using Funnel.Sales.Views;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales;

/// <summary>The tables of the group Setup.</summary>
internal sealed partial class SalesDb
{
    public DbSet<ExchangeRate> ExchangeRates => Set<ExchangeRate>();

    public DbSet<CustomField> CustomFields => Set<CustomField>();

    public DbSet<Reason> Reasons => Set<Reason>();

    public DbSet<SavedView> Views => Set<SavedView>();
}
