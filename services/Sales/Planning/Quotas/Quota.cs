using Funnel.Messaging;
using Funnel.Sales.Forecasts;
using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Funnel.Sales.Quotas;

/// <summary>
/// The amount that a representative, a team or the whole company is to win in a period, of one product or of all products.
/// </summary>
/// <remarks>There is one quota per period, representative or team, and product.</remarks>
internal sealed class Quota : IVersioned
{
    private Quota()
    {
    }

    public Guid Id { get; private init; }

    public string Period { get; private init; } = "";

    public Guid? RepresentativeId { get; private init; }

    public Guid? TeamId { get; private init; }

    /// <summary>Null if every product counts.</summary>
    public Guid? ProductId { get; private init; }

    /// <summary>The amount to win, in the reporting currency.</summary>
    public decimal Amount { get; private set; }

    /// <summary>Increases with each change.</summary>
    public int Version { get; private set; }

    public static Quota Create(string period, Guid? representativeId, Guid? teamId, Guid? productId, decimal amount, DateTimeOffset now) =>
        new()
    {
        Id = Guid.CreateVersion7(now),
        Period = period,
        RepresentativeId = representativeId,
        TeamId = teamId,
        ProductId = productId,
        Amount = amount,
    };

    public void ChangeAmount(decimal amount) => (Version, Amount) = (Amount == amount ? Version : Version + 1, amount);
}

internal sealed class QuotaMapping : IEntityTypeConfiguration<Quota>
{
    public void Configure(EntityTypeBuilder<Quota> builder)
    {
        builder.ToTable("quotas", table => table.HasCheckConstraint("ck_quotas_one", "representative_id is null or team_id is null"));
        builder.Property(quota => quota.Id).ValueGeneratedNever();
        builder.Property(quota => quota.Period).HasMaxLength(ForecastPeriod.CodeLength);
        builder.Property(quota => quota.Version).IsConcurrencyToken();
        builder.HasOne<Team.Representative>().WithMany().HasForeignKey(quota => quota.RepresentativeId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Team.SalesTeam>().WithMany().HasForeignKey(quota => quota.TeamId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Products.Product>().WithMany().HasForeignKey(quota => quota.ProductId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(quota => new { quota.Period, quota.RepresentativeId, quota.TeamId, quota.ProductId }).IsUnique()
            .AreNullsDistinct(false);
    }
}
