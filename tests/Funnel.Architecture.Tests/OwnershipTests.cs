using System.Text.RegularExpressions;
using Funnel.Sales;
using Funnel.Sales.Visibility;
using Funnel.Testing;

namespace Funnel.Architecture.Tests;

/// <summary>
/// <c>IgnoringOwnership()</c> takes the ownership filter off the whole query, also off its subqueries. So such a query says of each
/// set of owned records whether it ignores ownership or shows what the caller sees.
/// </summary>
public sealed partial class OwnershipTests
{
    private static readonly string[] OwnedSets =
    [
        .. from property in typeof(SalesDb).GetProperties()
           where typeof(IQueryable).IsAssignableFrom(property.PropertyType) && property.PropertyType.IsGenericType
           where typeof(IOwned).IsAssignableFrom(property.PropertyType.GetGenericArguments()[0])
               || property.Name.StartsWith("Seen", StringComparison.Ordinal)
           select property.Name,
    ];

    [Fact]
    public void A_query_that_ignores_ownership_says_so_of_each_owned_set()
    {
        Assert.Contains("Opportunities", OwnedSets);
        Assert.Contains("SeenContacts", OwnedSets);
        var folder = Path.Combine(Repository.Root, "services", "Sales");
        Assert.Empty(Rules.SourceFiles(folder)
            .SelectMany(file => Undecided(File.ReadAllText(file)).Select(query => $"{Path.GetFileName(file)}: {query}")));
    }

    [Fact]
    public void An_owned_set_beside_one_that_ignores_ownership_is_found()
    {
        Assert.Single(
            Undecided("var found = db.Tasks.IgnoringOwnership().Where(task => db.Handoffs.Any(one => one.Id == task.HandoffId));"));
        Assert.Empty(
            Undecided(
                "var found = db.Tasks.IgnoringOwnership().Where(task => db.Handoffs.Seen(db).Any(one => one.Id == task.HandoffId));"));
        Assert.Empty(Undecided("var both = await Of(db.Tasks.IgnoringOwnership(), await db.Handoffs.ToListAsync(cancellation));"));
    }

    private static IEnumerable<string> Undecided(string source) =>
        from query in Query().Split(source)
        where query.Contains("IgnoringOwnership()", StringComparison.Ordinal)
        from Match set in Set().Matches(query)
        where OwnedSets.Contains(set.Groups[1].Value) && set.Groups[2].Length == 0
        select set.Value.Trim();

    [GeneratedRegex(@";|\bawait\b|\n    (?:public|private|internal)")]
    private static partial Regex Query();

    [GeneratedRegex(@"\bdb\.(\w+)((?:\.AsNoTracking\(\))?\.(?:IgnoringOwnership\(\)|Seen\(db\)))?")]
    private static partial Regex Set();
}
