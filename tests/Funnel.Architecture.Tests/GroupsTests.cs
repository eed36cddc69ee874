using System.Reflection;
using Funnel.Testing;

namespace Funnel.Architecture.Tests;

/// <summary>The groups of a service stand in an order, and each uses only the groups above it.</summary>
public sealed class GroupsTests
{
    private static readonly string[] Sales =
        ["Setup", "Workforce", "Directory", "Catalog", "Inbound", "Work", "Selling", "Offers", "AfterSale", "Planning"];

    private static readonly string[] Marketing = ["People", "Engagement", "Qualifying", "Audience", "Outreach"];

    /// <summary>The order of the red twins below.</summary>
    private static readonly Groups Twins = new(
        "Funnel.Architecture.Tests.Layers", ["Upper", "Lower"], [("Upper", "Above"), ("Lower", "Below")], "KnowsAll");

    [Fact]
    public void In_Sales_a_group_uses_only_groups_above_it() => Holds("Sales", Sales, "Program", "SalesDb");

    [Fact]
    public void In_Marketing_a_group_uses_only_groups_above_it() => Holds("Marketing", Marketing, "Program", "MarketingDb");

    [Fact]
    public void A_use_of_a_group_below_is_found_in_signatures_bodies_lambdas_and_async_methods()
    {
        Assert.Equal(
            [
                "Upper uses Lower: Asynchronous uses Thing",
                "Upper uses Lower: Calling uses Thing",
                "Upper uses Lower: InLambda uses Thing",
                "Upper uses Lower: Signed uses Thing",
            ],
            Twins.UsesOfGroupsBelow(typeof(GroupsTests).Assembly.GetTypes()));
    }

    private static void Holds(string service, string[] order, params string[] knowsAll)
    {
        var folder = Path.Combine(Repository.Root, "services", service);
        Assert.Empty(Groups.UnlistedFolders(folder, order));
        var groups = new Groups($"Funnel.{service}", order, Groups.FeaturesOf(folder, order), knowsAll);
        var types = Assembly.Load($"Funnel.{service}").GetTypes();
        Assert.All(Groups.FeaturesOf(folder, order),
            one => Assert.Contains(types, type => type.Namespace == $"Funnel.{service}.{one.Feature}"));
        List<string> violations = [.. groups.UsesOfGroupsBelow(types), .. groups.ImportsOfGroupsBelow(Rules.SourceFiles(folder))];
        Assert.True(violations.Count == 0, string.Join('\n', violations));
    }
}
