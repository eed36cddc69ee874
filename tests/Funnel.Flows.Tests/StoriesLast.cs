using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(Funnel.Flows.Tests.StoriesLast))]

namespace Funnel.Flows.Tests;

/// <summary>Runs the stories after all other tests.</summary>
/// <remarks>
/// All tests share one system, and the stories fill it with thousands of leads. The other tests compare and rebuild the whole
/// system, which takes much longer then.
/// </remarks>
public sealed class StoriesLast : ITestCollectionOrderer
{
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : notnull, Xunit.Sdk.ITestCollection =>
        [.. testCollections.OrderBy(collection => collection.TestCollectionDisplayName
            .Contains(nameof(StoryTests), StringComparison.Ordinal))
            .ThenBy(collection => collection.TestCollectionDisplayName, StringComparer.Ordinal)];
}
