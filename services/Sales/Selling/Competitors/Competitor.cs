using Funnel.Messaging;
using Funnel.Sales.Pipeline;
using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Funnel.Sales.Competitors;

/// <summary>An entry of the managed list of competitors. A retired competitor is kept, because past opportunities name it.</summary>
internal sealed class Competitor : IVersioned
{
    public const int CodeLength = 60;
    public const string CodePattern = "^[a-z0-9]+(-[a-z0-9]+)*$";
    public const int NameLength = 200;

    private Competitor()
    {
    }

    /// <summary>Kebab-case. The code never changes.</summary>
    public string Code { get; private init; } = "";

    public string Name { get; private set; } = "";

    public DateTimeOffset? RetiredAt { get; private set; }

    /// <summary>Rises with each change.</summary>
    public int Version { get; private set; }

    public static Competitor Define(string code, string name) => new() { Code = code, Name = name };

    /// <summary>A retired competitor is in use again.</summary>
    public void Redefine(string name) => (Name, RetiredAt, Version) = (name, null, Version + 1);

    public void Retire(DateTimeOffset now) => (Version, RetiredAt) = (RetiredAt is null ? Version + 1 : Version, RetiredAt ?? now);
}

/// <summary>A competitor for an opportunity.</summary>
internal sealed record OpportunityCompetitor(Guid OpportunityId, string Competitor);

internal sealed class CompetitorMapping : IEntityTypeConfiguration<Competitor>, IEntityTypeConfiguration<OpportunityCompetitor>
{
    public void Configure(EntityTypeBuilder<Competitor> builder)
    {
        builder.ToTable("competitors");
        builder.HasKey(competitor => competitor.Code);
        builder.Property(competitor => competitor.Code).HasMaxLength(Competitor.CodeLength);
        builder.Property(competitor => competitor.Name).HasMaxLength(Competitor.NameLength);
        builder.Property(competitor => competitor.Version).IsConcurrencyToken();
    }

    public void Configure(EntityTypeBuilder<OpportunityCompetitor> builder)
    {
        builder.ToTable("opportunity_competitors");
        builder.HasKey(link => new { link.OpportunityId, link.Competitor });
        builder.HasOne<Opportunity>().WithMany().HasForeignKey(link => link.OpportunityId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Competitor>().WithMany().HasForeignKey(link => link.Competitor).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(link => link.Competitor);
    }
}
