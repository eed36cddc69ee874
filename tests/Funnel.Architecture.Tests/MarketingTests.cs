using System.Reflection;
using Funnel.Messaging;
using Funnel.Testing;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Architecture.Tests;

/// <summary>Marketing grows by features that react to facts, and not by columns of a lead.</summary>
public sealed class MarketingTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "services", "Marketing");
    private static readonly string[] Groups = ["People", "Engagement", "Qualifying", "Audience", "Outreach"];
    private static readonly Type[] Types = Assembly.Load("Funnel.Marketing").GetTypes();
    private static readonly Type Lead = Types.Single(type => type.FullName == "Funnel.Marketing.Leads.Lead");

    /// <summary>The groups by the namespaces of their features.</summary>
    private static readonly Dictionary<string, string> GroupsByNamespace = (
        from folder in Groups.Select(name => Path.Combine(Folder, name)).Where(Directory.Exists)
        from feature in Directory.EnumerateDirectories(folder)
        select (Name: $"Funnel.Marketing.{Path.GetFileName(feature)}", Group: Path.GetFileName(folder)))
        .ToDictionary(pair => pair.Name, pair => pair.Group);

    /// <summary>
    /// The columns of a lead that are not contact details or origin. New state is an aggregate of its own, with the id of the
    /// lead.
    /// </summary>
    private static readonly string[] Lifecycle =
    [
        "Stage", "Cycle", "CycleStartedAt", "ReturnAfter", "QualifiedAt", "QualifiedCycle", "AcceptedCycle", "RecycledCycle", "IsRejected",
        "OpportunityAt", "IsCustomer",
    ];

    private static readonly string[] Contact =
    [
        "Email", "ExternalId", "Phone", "FullName", "Company", "JobTitle", "Country", "CompanySize", "Channel",
        "ChannelKey", "First", "LandingPage",
        "Referrer",
        "CapturedAt",
    ];

    [Fact]
    public void Only_people_changes_a_lead()
    {
        Assert.Equal("People", GroupOf(Lead));
        Assert.Contains(Types, type => GroupOf(type) == "Qualifying");
        Assert.Empty(Rules.OnlyOwnersCall(Lead, GroupOf, Types));
        Assert.NotEmpty(Rules.OnlyOwnersCall(
            typeof(RedTwins.Person), type => type == typeof(RedTwins.Person) ? "People" : "Qualifying", [typeof(RedTwins.Qualifying)]));
    }

    [Fact]
    public void A_group_writes_only_its_own_entities()
    {
        Assert.Empty(Rules.GroupsWriteTheirOwnEntities(GroupOf, Types));
        Assert.Equal(2, Rules.GroupsWriteTheirOwnEntities(
            type => type == typeof(RedTwins.Person) ? "People" : "Qualifying", [typeof(RedTwins.WritingOthers)]).Count());
    }

    [Fact]
    public void The_sql_of_a_group_changes_only_its_own_tables()
    {
        var tables = Model().GetEntityTypes().Where(type => GroupOf(type.ClrType) is not null)
            .ToDictionary(type => type.GetTableName()!, type => GroupOf(type.ClrType)!);
        Assert.Contains("leads", tables.Keys);
        var files = Groups.Select(group => (Group: group, Path: Path.Combine(Folder, group))).Where(group => Directory.Exists(group.Path))
            .SelectMany(group => Rules.SourceFiles(group.Path).Select(file => (file, group.Group)));
        Assert.Empty(Rules.GroupsChangeTheirOwnTables(files, tables));

        using var twin = new RedFolder(("Red.cs", 1));
        var red = Path.Combine(twin.Path, "Red.cs");
        File.WriteAllText(red, "\"update leads set stage = $1\"");
        Assert.NotEmpty(Rules.GroupsChangeTheirOwnTables([(red, "Qualifying")], tables));
    }

    [Fact]
    public void New_state_is_no_column_of_a_lead() => Assert.Equal(
        Contact.Concat(Lifecycle).Order(StringComparer.Ordinal),
        Lead.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Select(property => property.Name)
            .Order(StringComparer.Ordinal));

    private static string? GroupOf(Type type)
    {
        var outer = type;
        while (outer.DeclaringType is { } declaring)
        {
            outer = declaring;
        }

        return outer.Namespace is { } name ? GroupsByNamespace.GetValueOrDefault(name) : null;
    }

    private static Microsoft.EntityFrameworkCore.Metadata.IModel Model()
    {
        using var db = new Marketing.MarketingDb(
            new DbContextOptionsBuilder<Marketing.MarketingDb>().UseNpgsql().UseSnakeCaseNamingConvention().Options,
            new Outbox("marketing", TimeProvider.System));
        return db.Model;
    }
}
