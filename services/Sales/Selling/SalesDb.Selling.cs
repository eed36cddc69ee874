using Funnel.Sales.BulkEdits;
using Funnel.Sales.Checklists;
using Funnel.Sales.Competitors;
using Funnel.Sales.Handoffs;
using Funnel.Sales.Imports;
using Funnel.Sales.Pipeline;
using Funnel.Sales.Visibility;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales;

/// <summary>The tables of the group Selling.</summary>
internal sealed partial class SalesDb
{
    public DbSet<BulkEdit> BulkEdits => Set<BulkEdit>();

    public DbSet<Checklist> Checklists => Set<Checklist>();

    public DbSet<ChecklistAnswer> ChecklistAnswers => Set<ChecklistAnswer>();

    public DbSet<Competitor> Competitors => Set<Competitor>();

    public DbSet<Import> Imports => Set<Import>();

    public DbSet<ImportError> ImportErrors => Set<ImportError>();

    public DbSet<SavedMapping> ImportMappings => Set<SavedMapping>();

    public DbSet<ImportRecord> ImportRecords => Set<ImportRecord>();

    public DbSet<Opportunity> Opportunities => Set<Opportunity>();

    public DbSet<OpportunityCompetitor> OpportunityCompetitors => Set<OpportunityCompetitor>();

    public DbSet<SalesPipeline> Pipelines => Set<SalesPipeline>();

    /// <summary>Lets the groups above read opportunities, which they do not own.</summary>
    public IQueryable<OpportunityOutline> OpportunityOutlines => OutlinesOf(Opportunities);

    /// <summary>The outlines of the opportunities that the caller sees, for a query that otherwise ignores ownership.</summary>
    public IQueryable<OpportunityOutline> SeenOpportunityOutlines => OutlinesOf(Opportunities.Seen(this));

    private static IQueryable<OpportunityOutline> OutlinesOf(IQueryable<Opportunity> opportunities) =>
        opportunities.Select(opportunity => new OpportunityOutline
        {
            Id = opportunity.Id,
            Name = opportunity.Name,
            LeadId = opportunity.LeadId,
            HandoffId = opportunity.HandoffId,
            OwnerId = opportunity.OwnerId,
            CreatedAt = opportunity.CreatedAt,
            IsOpen = opportunity.Status == OpportunityStatus.Open,
            WonAt = opportunity.Status == OpportunityStatus.Won ? opportunity.ClosedAt : null,
            StalledAt = opportunity.StalledAt,
        });
}
