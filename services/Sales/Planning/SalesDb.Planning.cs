using Funnel.Sales.Forecasts;
using Funnel.Sales.Quotas;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales;

/// <summary>The tables of the group Planning.</summary>
internal sealed partial class SalesDb
{
    public DbSet<ForecastDay> ForecastDays => Set<ForecastDay>();

    public DbSet<ForecastLine> ForecastLines => Set<ForecastLine>();

    public DbSet<ForecastSubmission> ForecastSubmissions => Set<ForecastSubmission>();

    public DbSet<Quota> Quotas => Set<Quota>();
}
