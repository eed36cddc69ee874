using Funnel.Messaging;
using Funnel.Sales.Accounts;
using Funnel.Sales.Handoffs;
using Funnel.Sales.Pipeline;
using Funnel.Sales.Reasons;
using Funnel.Sales.Routing;
using Funnel.Sales.Sla;
using Funnel.Sales.Team;
using Funnel.Sales.Visibility;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales;

/// <summary>What Sales keeps. Each entity's table is described in the mapping beside it.</summary>
internal sealed class SalesDb(DbContextOptions<SalesDb> options, Outbox outbox, CallerSight caller) : MessagingDb(options, outbox)
{
    /// <summary>Whose records queries find.</summary>
    public Sight Sight => caller.Value;

    public DbSet<Representative> Representatives => Set<Representative>();

    public DbSet<Absence> Absences => Set<Absence>();

    public DbSet<Share> Shares => Set<Share>();

    public DbSet<TerritoryRule> TerritoryRules => Set<TerritoryRule>();

    public DbSet<SalesTeam> Teams => Set<SalesTeam>();

    public DbSet<Handoff> Handoffs => Set<Handoff>();

    public DbSet<SlaClock> SlaClocks => Set<SlaClock>();

    public DbSet<SlaPolicy> SlaPolicies => Set<SlaPolicy>();

    public DbSet<BusinessCalendar> BusinessCalendars => Set<BusinessCalendar>();

    public DbSet<Reason> Reasons => Set<Reason>();

    public DbSet<Account> Accounts => Set<Account>();

    public DbSet<Contact> Contacts => Set<Contact>();

    public DbSet<SalesPipeline> Pipelines => Set<SalesPipeline>();

    public DbSet<Opportunity> Opportunities => Set<Opportunity>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(SalesDb).Assembly);
        modelBuilder.HasOwners(this);
        base.OnModelCreating(modelBuilder);
    }
}
