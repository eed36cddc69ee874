using Funnel.Sales.Team;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales;

/// <summary>The tables of the group Workforce.</summary>
internal sealed partial class SalesDb
{
    public DbSet<Absence> Absences => Set<Absence>();

    public DbSet<Representative> Representatives => Set<Representative>();

    public DbSet<SalesTeam> Teams => Set<SalesTeam>();
}
