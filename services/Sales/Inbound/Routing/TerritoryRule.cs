using Funnel.Messaging;
using Funnel.Sales.Team;
using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Funnel.Sales.Routing;

/// <summary>Who gets the leads of one kind: a representative, some, or a team. The first rule with somebody to take it counts.</summary>
internal sealed class TerritoryRule : IVersioned
{
    public const int CodeLength = 60, NameLength = 200, ChannelLength = 100, IndustryLength = 100, MostValues = 300, MostRepresentatives = 200, MostEmployees = 10_000_000;
    public const string CodePattern = "^[a-z0-9]+(-[a-z0-9]+)*$";

    private TerritoryRule()
    {
    }

    public Guid Id { get; private init; }

    /// <summary>Kebab-case, unique; never changes.</summary>
    public string Code { get; private init; } = "";

    public string Name { get; private set; } = "";

    /// <summary>Rules are looked at in this order.</summary>
    public int Position { get; private set; }

    /// <summary>ISO 3166, two capitals; any where there is none.</summary>
    public List<string> Countries { get; private set; } = [];

    /// <summary>Lower case; any where there is none.</summary>
    public List<string> Channels { get; private set; } = [];

    /// <summary>Of the lead's account; lower case; any where there is none.</summary>
    public List<string> Industries { get; private set; } = [];

    /// <summary>The least number of people at the lead's account, as far as it is known; any where it is absent.</summary>
    public int? EmployeesFrom { get; private set; }

    public int? EmployeesBelow { get; private set; }

    public List<Guid> RepresentativeIds { get; private set; } = [];

    /// <summary>Its members are meant, and those of the teams below it, whoever they are at the time.</summary>
    public Guid? TeamId { get; private set; }

    /// <summary>From when on it counts; ever since where it is absent.</summary>
    public DateTimeOffset? ValidFrom { get; private set; }

    /// <summary>Until when; for ever where it is absent.</summary>
    public DateTimeOffset? ValidUntil { get; private set; }

    /// <summary>Rises with each change.</summary>
    public int Version { get; private set; }

    public static TerritoryRule Make(string code, DateTimeOffset now) => new() { Id = Guid.CreateVersion7(now), Code = code };

    public void Become(PutTerritoryRequest wanted)
    {
        (Name, Position, EmployeesFrom, EmployeesBelow) = (wanted.Name.Trim(), wanted.Position, wanted.EmployeesFrom, wanted.EmployeesBelow);
        (ValidFrom, ValidUntil) = (wanted.ValidFrom?.ToMicroseconds(), wanted.ValidUntil?.ToMicroseconds());
        Countries = [.. (wanted.Countries ?? []).Select(country => country.ToUpperInvariant()).Distinct()];
        Channels = [.. (wanted.Channels ?? []).Select(Word).Distinct()];
        Industries = [.. (wanted.Industries ?? []).Select(Word).Distinct()];
        (RepresentativeIds, TeamId) = ([.. (wanted.RepresentativeIds ?? []).Distinct()], wanted.TeamId);
        Version++;
    }

    /// <summary>Whether a lead falls under it. What is not known of the lead is not what the rule asks for.</summary>
    public bool Matches(DateTimeOffset at, string? country, string? channel, string? industry, int? employees) =>
        !(at < ValidFrom) && !(at >= ValidUntil)
        && (Countries.Count == 0 || (country is not null && Countries.Contains(country.Trim().ToUpperInvariant())))
        && (Channels.Count == 0 || (channel is not null && Channels.Contains(Word(channel))))
        && (Industries.Count == 0 || (industry is not null && Industries.Contains(Word(industry))))
        && (EmployeesFrom is null || employees >= EmployeesFrom) && (EmployeesBelow is null || employees < EmployeesBelow);

    private static string Word(string written) => written.Trim().ToLowerInvariant();
}

internal sealed class TerritoryRuleMapping : IEntityTypeConfiguration<TerritoryRule>
{
    public void Configure(EntityTypeBuilder<TerritoryRule> builder)
    {
        builder.ToTable("territory_rules");
        builder.Property(rule => rule.Id).ValueGeneratedNever();
        builder.Property(rule => rule.Code).HasMaxLength(TerritoryRule.CodeLength);
        builder.Property(rule => rule.Name).HasMaxLength(TerritoryRule.NameLength);
        builder.Property(rule => rule.Version).IsConcurrencyToken();
        builder.HasOne<SalesTeam>().WithMany().HasForeignKey(rule => rule.TeamId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(rule => rule.Code).IsUnique();
    }
}
