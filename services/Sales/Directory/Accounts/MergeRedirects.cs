using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Accounts;

/// <summary>Leads from what was merged away to what is left of it, through any chain.</summary>
internal sealed class MergeRedirects<T> where T : class, IMergeable
{
    private readonly Dictionary<Guid, T> byId;

    private MergeRedirects(Dictionary<Guid, T> byId) => this.byId = byId;

    /// <param name="all">Where the chains are followed.</param>
    /// <param name="found">Where they begin.</param>
    public static async Task<MergeRedirects<T>> Of(IQueryable<T> all, IEnumerable<T> found, CancellationToken cancellation)
    {
        var byId = found.ToDictionary(one => one.Id);
        while (byId.Values.Select(one => one.MergedIntoId).OfType<Guid>().Where(id => !byId.ContainsKey(id)).Distinct().ToArray() is { Length: > 0 } missing)
        {
            var next = await all.Where(one => missing.Contains(one.Id)).ToListAsync(cancellation);
            next.ForEach(one => byId.Add(one.Id, one));
            if (next.Count < missing.Length)
            {
                throw new InvalidOperationException("A chain of merges is followed through everybody's rows, whoever asks.");
            }
        }

        return new(byId);
    }

    /// <summary>What is left of the one that has this id; the id itself where there is no such.</summary>
    public static async Task<Guid?> Lead(IQueryable<T> all, Guid? id, CancellationToken cancellation)
    {
        var found = id is null ? [] : await all.AsNoTracking().Where(one => one.Id == id && one.MergedIntoId != null).ToListAsync(cancellation);
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
