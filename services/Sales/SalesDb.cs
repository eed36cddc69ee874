using Funnel.Messaging;
using Funnel.Sales.Accounts;
using Funnel.Sales.BulkEdits;
using Funnel.Sales.Checklists;
using Funnel.Sales.Competitors;
using Funnel.Sales.Currencies;
using Funnel.Sales.CustomFields;
using Funnel.Sales.Handoffs;
using Funnel.Sales.Pipeline;
using Funnel.Sales.Reasons;
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

    public DbSet<SalesTeam> Teams => Set<SalesTeam>();

    public DbSet<Handoff> Handoffs => Set<Handoff>();

    public DbSet<Reason> Reasons => Set<Reason>();

    public DbSet<Account> Accounts => Set<Account>();

    public DbSet<Contact> Contacts => Set<Contact>();

    public DbSet<SalesPipeline> Pipelines => Set<SalesPipeline>();

    public DbSet<Opportunity> Opportunities => Set<Opportunity>();

    public DbSet<Checklist> Checklists => Set<Checklist>();

    public DbSet<ChecklistAnswer> ChecklistAnswers => Set<ChecklistAnswer>();

    public DbSet<Competitor> Competitors => Set<Competitor>();

    public DbSet<OpportunityCompetitor> OpportunityCompetitors => Set<OpportunityCompetitor>();

    public DbSet<CustomField> CustomFields => Set<CustomField>();

    public DbSet<BulkEdit> BulkEdits => Set<BulkEdit>();

    public DbSet<ExchangeRate> ExchangeRates => Set<ExchangeRate>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(SalesDb).Assembly);
        modelBuilder.HasOwners(this);
        base.OnModelCreating(modelBuilder);
    }
}
