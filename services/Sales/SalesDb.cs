using Funnel.Messaging;
using Funnel.Sales.Accounts;
using Funnel.Sales.CustomFields;
using Funnel.Sales.Visibility;
using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales;

/// <summary>
/// The database of Sales. Each group adds its tables in <c>SalesDb.Group.cs</c>; the mapping of an entity stands beside the
/// entity.
/// </summary>
internal sealed partial class SalesDb(DbContextOptions<SalesDb> options, Outbox outbox, CallerSight caller, CompanyDomains domains)
    : MessagingDb(options, outbox)
{
    private readonly TimeProvider clock = outbox.Clock;

    /// <summary>The time by the clock of the service.</summary>
    public DateTimeOffset Now => clock.GetUtcNow().ToMicroseconds();

    /// <summary>The records that the queries of this caller find.</summary>
    public Sight Sight => caller.Value;

    /// <summary>The domains that name a company.</summary>
    public CompanyDomains Domains => domains;

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(SalesDb).Assembly);
        modelBuilder.HasOwners(this);
        modelBuilder.HasFieldFunctions();
        base.OnModelCreating(modelBuilder);
    }
}
