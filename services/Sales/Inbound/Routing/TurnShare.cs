using Funnel.Sales.Team;
using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Funnel.Sales.Routing;

/// <summary>What one representative is owed of the turns that a group shares: the whole team, or a territory's people.</summary>
[IsRecord]
internal sealed class TurnShare
{
    private TurnShare()
    {
    }

    /// <summary>Whose turns they are: <see cref="Guid.Empty"/> for the whole team, else the territory rule.</summary>
    public Guid Pool { get; private init; }

    public Guid RepresentativeId { get; private init; }

    /// <summary>Turns that were due to the person, less those that were had: between -1 and 1.</summary>
    public double Owed { get; set; }

    /// <summary>The group's turn in which this person was last given something; 0 for never.</summary>
    public long LastTurn { get; set; }

    /// <summary>Whether the person could take something when the last turn was given.</summary>
    public bool IsIn { get; set; }

    /// <summary>The person's when the last turn was given.</summary>
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
