namespace Funnel.ServiceDefaults;

/// <summary>One page of a list, newest first.</summary>
/// <param name="Items">The items of this page.</param>
/// <param name="Next">Pass this value as <c>after</c> to get the next page. It is absent on the last page.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, Guid? Next)
{
    public const int DefaultLimit = 50;
    public const int LargestLimit = 200;
}

/// <summary>Keyset paging by time-ordered id: new records do not shift the items of a page.</summary>
public static class Page
{
    /// <param name="items">The items of the page, and one more if there are more.</param>
    /// <param name="limit">The number of items of a page.</param>
    /// <param name="id">The id of an item.</param>
    public static Page<T> Of<T>(List<T> items, int limit, Func<T, Guid> id)
    {
        if (items.Count <= limit)
        {
            return new(items, null);
        }

        items.RemoveRange(limit, items.Count - limit);
        return new(items, id(items[^1]));
    }
}
