using Funnel.Marketing.Consents;
using Funnel.Marketing.Leads;
using Funnel.Marketing.Scoring;
using Funnel.Marketing.Touches;
using Funnel.Messaging;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Marketing;

/// <summary>The database of Marketing.</summary>
internal sealed class MarketingDb(DbContextOptions<MarketingDb> options, Outbox outbox) : MessagingDb(options, outbox)
{
    public DbSet<Lead> Leads => Set<Lead>();

    public DbSet<ConsentEntry> Consents => Set<ConsentEntry>();

    public DbSet<Touch> Touches => Set<Touch>();

    public DbSet<RuleSet> RuleSets => Set<RuleSet>();

    public DbSet<Qualification> Qualifications => Set<Qualification>();

    public DbSet<SalesDecision> Decisions => Set<SalesDecision>();

    public DbSet<LeadOpportunity> Opportunities => Set<LeadOpportunity>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(MarketingDb).Assembly);
        base.OnModelCreating(modelBuilder);
    }
}
