using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Accounts;

/// <summary>Leads from a merged record to the record that is left, through any chain of merges.</summary>
internal sealed class MergeRedirects<T> where T : class, IMergeable
{
    private readonly Dictionary<Guid, T> byId;

    private MergeRedirects(Dictionary<Guid, T> byId) => this.byId = byId;

    /// <param name="all">The records among which the chains are followed.</param>
    /// <param name="found">The records at which the chains begin.</param>
    public static async Task<MergeRedirects<T>> Of(IQueryable<T> all, IEnumerable<T> found, CancellationToken cancellation)
    {
        var byId = found.ToDictionary(one => one.Id);
        while (byId.Values.Select(one => one.MergedIntoId).OfType<Guid>().Where(id => !byId.ContainsKey(id)).Distinct()
            .ToArray() is { Length: > 0 } missing)
        {
            var next = await all.Where(one => missing.Contains(one.Id)).ToListAsync(cancellation);
            next.ForEach(one => byId.Add(one.Id, one));
            if (next.Count < missing.Length)
            {
                throw new InvalidOperationException("A chain of merges must be followed through the records of all owners.");
            }
        }

        return new(byId);
    }

    /// <summary>The id of the record that is left. An unknown id is returned unchanged.</summary>
    public static async Task<Guid?> Lead(IQueryable<T> all, Guid? id, CancellationToken cancellation)
    {
        var found = id is null
            ? []
            : await all.AsNoTracking().Where(one => one.Id == id && one.MergedIntoId != null).ToListAsync(cancellation);
        return found.Count == 0 ? id : (await Of(all.AsNoTracking(), found, cancellation)).Of(id!.Value)!.Id;
    }

    public T? Of(Guid id) => byId.TryGetValue(id, out var one) ? Of(one) : null;

    public T Of(T one)
    {
        while (one.MergedIntoId is { } next)
        {
            one = byId[next];
        }

        return one;
    }
}
