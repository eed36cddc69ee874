using Funnel.Insights.Projections;
using Funnel.Messaging;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Insights;

/// <summary>
/// What Insights itself decides: its rebuilds. The read models are no part of it: they are written with plain SQL, made by
/// <see cref="ProjectionSchemas"/>, and can be dropped at any time.
/// </summary>
internal sealed class InsightsDb(DbContextOptions<InsightsDb> options, Outbox outbox) : MessagingDb(options, outbox)
{
    public DbSet<Rebuild> Rebuilds => Set<Rebuild>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.ApplyConfiguration(new RebuildMapping());
    }
}
