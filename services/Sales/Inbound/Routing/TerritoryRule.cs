using Funnel.Messaging;
using Funnel.Sales.Team;
using Funnel.ServiceDefaults;
using Funnel.Values;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Funnel.Sales.Routing;

/// <summary>A territory: it gives the leads that match it to its members.</summary>
internal sealed class TerritoryRule : IVersioned
{
    public const int CodeLength = 60, NameLength = 200, ChannelLength = 100, IndustryLength = 100;
    public const int MostValues = 300, MostRepresentatives = 200, MostEmployees = 10_000_000;
    public const string CodePattern = "^[a-z0-9]+(-[a-z0-9]+)*$";

    private TerritoryRule()
    {
    }

    public Guid Id { get; private init; }

    /// <summary>Kebab-case and unique. It never changes.</summary>
    public string Code { get; private init; } = "";

    public string Name { get; private set; } = "";

    /// <summary>Rules are checked by ascending position.</summary>
    public int Position { get; private set; }

    /// <summary>ISO 3166, two capital letters. Empty matches any country.</summary>
    public List<string> Countries { get; private set; } = [];

    /// <summary>In lower case. Empty matches any channel.</summary>
    public List<string> Channels { get; private set; } = [];

    /// <summary>Industries of the lead's account, in lower case. Empty matches any industry.</summary>
    public List<string> Industries { get; private set; } = [];

    /// <summary>Least number of employees of the lead's account. Null matches any number.</summary>
    public int? EmployeesFrom { get; private set; }

    public int? EmployeesBelow { get; private set; }

    public List<Guid> RepresentativeIds { get; private set; } = [];

    /// <summary>The current members of this team, and of the teams below it, are members of the territory.</summary>
    public Guid? TeamId { get; private set; }

    /// <summary>The rule applies from this time. Null for no start.</summary>
    public DateTimeOffset? ValidFrom { get; private set; }

    /// <summary>The rule applies until this time. Null for no end.</summary>
    public DateTimeOffset? ValidUntil { get; private set; }

    /// <summary>Increases with each change.</summary>
    public int Version { get; private set; }

    public static TerritoryRule Create(string code, DateTimeOffset now) => new() { Id = Guid.CreateVersion7(now), Code = code };

    public void Update(PutTerritoryRequest request)
    {
        (Name, Position, EmployeesFrom, EmployeesBelow) =
            (request.Name.Trim(), request.Position, request.EmployeesFrom, request.EmployeesBelow);
        (ValidFrom, ValidUntil) = (request.ValidFrom?.ToMicroseconds(), request.ValidUntil?.ToMicroseconds());
        Countries = [.. (request.Countries ?? []).Select(country => country.ToUpperInvariant()).Distinct()];
        Channels = [.. (request.Channels ?? []).Select(Normalize).Distinct()];
        Industries = [.. (request.Industries ?? []).Select(Normalize).Distinct()];
        (RepresentativeIds, TeamId) = ([.. (request.RepresentativeIds ?? []).Distinct()], request.TeamId);
        Version++;
    }

    /// <summary>Whether the rule matches a lead. An unknown value of the lead matches only a rule that accepts any value.</summary>
    public bool Matches(DateTimeOffset at, string? country, string? channel, string? industry, int? employees) =>
        !(at < ValidFrom) && !(at >= ValidUntil)
        && (Countries.Count == 0 || (country is not null && Countries.Contains(country.Trim().ToUpperInvariant())))
        && (Channels.Count == 0 || (channel is not null && Channels.Contains(Normalize(channel))))
        && (Industries.Count == 0 || (industry is not null && Industries.Contains(Normalize(industry))))
        && (EmployeesFrom is null || employees >= EmployeesFrom) && (EmployeesBelow is null || employees < EmployeesBelow);

    private static string Normalize(string value) => TextKey.Identity(value);
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
