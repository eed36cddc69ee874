using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Pipeline;

/// <summary>Speeds up the list of a caller who sees few of very many opportunities.</summary>
/// <remarks>
/// PostgreSQL assumes that the visible opportunities are spread evenly along every index. It would walk an index of a million
/// rows to find the three deals of a newcomer. A small set is therefore found by owner first and sorted afterwards.
/// </remarks>
internal static class SmallVisibleSet
{
    /// <summary>The largest set that is sorted in a few milliseconds.</summary>
    public const int Most = 5_000;

    /// <summary>Returns the same opportunities. If the caller sees few, PostgreSQL finds all of them before it sorts.</summary>
    public static async Task<IQueryable<Opportunity>> FindBeforeSorting(this IQueryable<Opportunity> found, SalesDb db,
        CancellationToken cancellation) =>
        // PostgreSQL plans a subquery with OFFSET separately, without regard to the order outside.
        db.Sight.SeesAll || await Count(db, cancellation) > Most ? found : found.Skip(0);

    /// <summary>Counts by the index of owners alone, and stops above the limit.</summary>
    private static Task<int> Count(SalesDb db, CancellationToken cancellation) => db.Database.SqlQuery<int>(
        $"""
        select count(*)::int as "Value" from (
            select 1 from opportunities where owner_id is null
            union all
            select 1 from unnest({db.Sight.Owners}) owner
                cross join lateral (select 1 from opportunities where owner_id = owner offset 0) owned
            limit {Most + 1}) seen
        """).SingleAsync(cancellation);
}
