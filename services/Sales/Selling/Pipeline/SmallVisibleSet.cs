using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Pipeline;

/// <summary>The list of somebody who sees few opportunities among very many.</summary>
/// <remarks>
/// PostgreSQL takes it that what somebody sees is spread evenly along every order, and would look for a newcomer's three deals
/// along an index of a million. So whoever sees few has them found first and sorted then; whoever sees many comes across them soon.
/// </remarks>
internal static class SmallVisibleSet
{
    /// <summary>As many as are sorted in a few milliseconds.</summary>
    public const int Most = 5_000;

    /// <summary>The same opportunities; where there are few, so that they are all found before they are sorted.</summary>
    public static async Task<IQueryable<Opportunity>> FirstFound(this IQueryable<Opportunity> found, SalesDb db, CancellationToken cancellation) =>
        // PostgreSQL plans what is in an OFFSET by itself, and not for the first page of an order.
        db.Sight.SeesAll || await Count(db, cancellation) > Most ? found : found.Skip(0);

    /// <summary>By the owners' index alone, and no further than it takes.</summary>
    private static Task<int> Count(SalesDb db, CancellationToken cancellation) => db.Database.SqlQuery<int>(
        $"""
        select count(*)::int as "Value" from (
            select 1 from opportunities where owner_id is null
            union all
            select 1 from unnest({db.Sight.Owners}) owner cross join lateral (select 1 from opportunities where owner_id = owner offset 0) his
            limit {Most + 1}) seen
        """).SingleAsync(cancellation);
}
