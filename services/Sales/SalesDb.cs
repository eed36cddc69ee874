using Funnel.Messaging;
using Funnel.Sales.Accounts;
using Funnel.Sales.Currencies;
using Funnel.Sales.Forecasts;
using Funnel.Sales.Handoffs;
using Funnel.Sales.Pipeline;
using Funnel.Sales.Products;
using Funnel.Sales.Quotas;
using Funnel.Sales.Quotes;
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

    public DbSet<ForecastLine> ForecastLines => Set<ForecastLine>();

    public DbSet<ForecastDay> ForecastDays => Set<ForecastDay>();

    public DbSet<Judgement> Judgements => Set<Judgement>();

    public DbSet<Quota> Quotas => Set<Quota>();

    public DbSet<Product> Products => Set<Product>();

    public DbSet<PriceBook> PriceBooks => Set<PriceBook>();

    public DbSet<Price> Prices => Set<Price>();

    public DbSet<Quote> Quotes => Set<Quote>();

    public DbSet<ExchangeRate> ExchangeRates => Set<ExchangeRate>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(SalesDb).Assembly);
        modelBuilder.HasOwners(this);
        base.OnModelCreating(modelBuilder);
    }
}
