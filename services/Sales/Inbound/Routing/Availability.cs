using Funnel.Sales.Team;

namespace Funnel.Sales.Routing;

/// <summary>The representatives, and which of them can take another handoff.</summary>
/// <param name="everyone">All representatives, active or not.</param>
/// <param name="away">The absent representatives, and the ends of their absences.</param>
/// <param name="open">Number of pending handoffs of each representative who has a limit.</param>
/// <param name="shares">The stored balances of the turns.</param>
/// <param name="add">Stores a new balance.</param>
internal sealed class Availability(
    IReadOnlyList<Representative> everyone, IReadOnlyDictionary<Guid, DateTimeOffset> away, Dictionary<Guid, int> open,
    IReadOnlyList<TurnShare> shares, Action<TurnShare> add)
{
    private readonly Dictionary<Guid, List<TurnShare>> byPool = shares.GroupBy(share => share.Pool)
        .ToDictionary(pool => pool.Key, pool => pool.ToList());

    public Representative? Find(Guid id) => everyone.FirstOrDefault(person => person.Id == id);

    /// <summary>Why a representative cannot take a handoff now, in words that follow the name. Null if the representative can.</summary>
    /// <param name="full">Whether the limit of open handoffs applies.</param>
    public string? WhyUnavailable(Representative person, bool full = true) =>
        !person.IsActive ? "is not active"
        : away.TryGetValue(person.Id, out var until) ? $"is absent until {until:yyyy-MM-dd HH:mm} UTC"
        : full && person.MaxOpenHandoffs is { } most && open.GetValueOrDefault(person.Id) >= most ? $"already has {most} open handoffs"
        : null;

    /// <summary>Gives the next turn of the whole team and explains it. The representative is null if nobody is available.</summary>
    public (Representative? Representative, string Explanation) Next()
    {
        var (next, explanation) = Next(Guid.Empty, everyone);
        var active = everyone.Count(person => person.IsActive);
        if (next is not null)
        {
            return (next, explanation!);
        }

        return (null, active == 0
            ? "No representative is active. The handoff waits in the queue."
            : $"None of {active} active representatives is available: "
                + $"{everyone.Count(person => person.IsActive && away.ContainsKey(person.Id))} absent, "
                + "the others at their limit of open handoffs. The handoff waits in the queue.");
    }

    /// <summary>Gives the next turn of a pool: the whole team, or the members of a territory.</summary>
    public (Representative? Representative, string? Explanation) Next(Guid pool, IEnumerable<Representative> members)
    {
        var available = members.Where(person => WhyUnavailable(person) is null).ToList();
        if (available.Count == 0)
        {
            return (null, null);
        }

        var known = byPool.TryGetValue(pool, out var theirs) ? theirs : byPool[pool] = [];
        var before = known.Count;
        var turns = new TurnRule(pool, known);
        var waited = available.Where(person => turns.HadNone(person.Id)).Select(person => person.Id).ToHashSet();
        var next = turns.Next(available);
        known.Skip(before).ToList().ForEach(add);
        Give(next);
        return (next, available.All(person => person.Weight == next.Weight)
            ? $"Round robin: of {available.Count} available representatives, {next.Name} "
                + (waited.Contains(next.Id) ? "has had no handoff yet." : "has waited longest.")
            : $"By weight: of {available.Count} available representatives, {next.Name} "
                + $"(weight {next.Weight} of {available.Sum(person => person.Weight)}) is next.");
    }

    public IEnumerable<Representative> Among(IReadOnlyCollection<Guid> ids, IReadOnlyCollection<Guid> teams) =>
        everyone.Where(person => ids.Contains(person.Id) || (person.TeamId is { } team && teams.Contains(team)));

    /// <summary>Counts another handoff of the representative.</summary>
    public void Give(Representative person) => open[person.Id] = open.GetValueOrDefault(person.Id) + 1;
}
