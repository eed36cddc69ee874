namespace Funnel.ServiceDefaults;

/// <summary>One page of a list, newest first.</summary>
/// <param name="Next">Pass it as <c>after</c> for the next page; absent on the last one.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, Guid? Next)
{
    public const int DefaultLimit = 50;
    public const int LargestLimit = 200;
}

/// <summary>Keyset paging by time-ordered id: a page is the same whatever was written since the first one.</summary>
public static class Page
{
    /// <param name="items">One item more than <paramref name="limit"/> was asked for, if there are that many.</param>
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
