using Funnel.Insights.Deals;
using Funnel.Insights.Projections;
using Funnel.Messaging;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Insights;

/// <summary>
/// The database of Insights' own state: its rebuilds and the published amounts. The read models are not part of it.
/// <see cref="ProjectionSchemas"/> creates their tables, <see cref="ProjectionWriter"/> writes them with plain SQL, and they can be
/// dropped at any time.
/// </summary>
internal sealed class InsightsDb(DbContextOptions<InsightsDb> options, Outbox outbox) : MessagingDb(options, outbox)
{
    public DbSet<Rebuild> Rebuilds => Set<Rebuild>();

    public DbSet<PublishedCell> PublishedCells => Set<PublishedCell>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.ApplyConfiguration(new RebuildMapping());
        modelBuilder.ApplyConfiguration(new PublishedCellMapping());
    }
}
