using Funnel.Sales.Handoffs;
using Funnel.Sales.Routing;
using Funnel.Sales.Sla;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales;

/// <summary>The tables of the group Inbound.</summary>
internal sealed partial class SalesDb
{
    public DbSet<BusinessCalendar> BusinessCalendars => Set<BusinessCalendar>();

    public DbSet<Handoff> Handoffs => Set<Handoff>();

    public DbSet<SlaClock> SlaClocks => Set<SlaClock>();

    public DbSet<SlaPolicy> SlaPolicies => Set<SlaPolicy>();

    public DbSet<TerritoryRule> TerritoryRules => Set<TerritoryRule>();

    public DbSet<TurnShare> TurnShares => Set<TurnShare>();
}
