using Funnel.Messaging;
using Funnel.Sales.Customers;
using Funnel.Sales.Visibility;
using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales;

/// <summary>The database of Sales. Each group adds its tables in <c>SalesDb.Group.cs</c>; the mapping of an entity stands beside the entity.</summary>
internal sealed partial class SalesDb(DbContextOptions<SalesDb> options, Outbox outbox, CallerSight caller) : MessagingDb(options, outbox)
{
    private readonly TimeProvider clock = outbox.Clock;

    /// <summary>The time by the clock of the service.</summary>
    public DateTimeOffset Now => clock.GetUtcNow().ToMicroseconds();

    /// <summary>The records that the queries of this caller find.</summary>
    public Sight Sight => caller.Value;

    public override async Task SaveByCopy(CancellationToken cancellation)
    {
        await KeepCustomers.OfClosedDeals(this, clock.GetUtcNow(), cancellation);
        await base.SaveByCopy(cancellation);
    }

    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        await KeepCustomers.OfClosedDeals(this, clock.GetUtcNow(), cancellationToken);
        return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(SalesDb).Assembly);
        modelBuilder.HasOwners(this);
        base.OnModelCreating(modelBuilder);
    }
}
