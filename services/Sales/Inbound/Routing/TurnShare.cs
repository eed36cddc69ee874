using Funnel.Sales.Team;
using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Funnel.Sales.Routing;

/// <summary>The balance of one representative in the turns of a pool: the whole team, or a territory.</summary>
[IsRecord]
internal sealed class TurnShare
{
    private TurnShare()
    {
    }

    /// <summary>The pool: <see cref="Guid.Empty"/> for the whole team, else the id of the territory rule.</summary>
    public Guid Pool { get; private init; }

    public Guid RepresentativeId { get; private init; }

    /// <summary>The balance: turns that were due minus turns that the representative had. It lies between -1 and 1.</summary>
    public double Owed { get; set; }

    /// <summary>Number of the pool's turn that the representative had last. 0 for none.</summary>
    public long LastTurn { get; set; }

    /// <summary>Whether the representative was available at the last turn.</summary>
    public bool IsIn { get; set; }

    /// <summary>Weight of the representative at the last turn.</summary>
    public int Weight { get; set; }

    public static TurnShare In(Guid pool, Guid representativeId) => new() { Pool = pool, RepresentativeId = representativeId };
}

internal sealed class TurnShareMapping : IEntityTypeConfiguration<TurnShare>
{
    public void Configure(EntityTypeBuilder<TurnShare> builder)
    {
        builder.ToTable("rota_shares");
        builder.HasKey(share => new { share.Pool, share.RepresentativeId });
        builder.HasOne<Representative>().WithMany().HasForeignKey(share => share.RepresentativeId).OnDelete(DeleteBehavior.Restrict);
    }
}
