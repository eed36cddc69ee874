namespace Funnel.Sales.Team;

/// <summary>Who is there, and what each can still take.</summary>
/// <param name="everyone">The representatives, active or not.</param>
/// <param name="away">Until when those are absent who are.</param>
/// <param name="open">How many pending handoffs those have who may not have more than some.</param>
/// <param name="shares">What is on record of the turns.</param>
/// <param name="add">Puts a new share on record.</param>
internal sealed class Availability(
    IReadOnlyList<Representative> everyone, IReadOnlyDictionary<Guid, DateTimeOffset> away, Dictionary<Guid, int> open, IReadOnlyList<TurnShare> shares, Action<TurnShare> add)
{
    private readonly Dictionary<Guid, List<TurnShare>> byPool = shares.GroupBy(share => share.Pool).ToDictionary(pool => pool.Key, pool => pool.ToList());

    public Representative? Find(Guid id) => everyone.FirstOrDefault(person => person.Id == id);

    /// <returns>Why this person takes nothing now, in words that follow the name; null for who can.</returns>
    /// <param name="full">Whether having as many as one may is a reason.</param>
    public string? WhyUnavailable(Representative person, bool full = true) =>
        !person.IsActive ? "is not active"
        : away.TryGetValue(person.Id, out var until) ? $"is absent until {until:yyyy-MM-dd HH:mm} UTC"
        : full && person.MaxOpenHandoffs is { } most && open.GetValueOrDefault(person.Id) >= most ? $"already has {most} open handoffs"
        : null;

    /// <summary>Gives the whole team's next turn, and says why in a sentence; nobody where nobody can take something.</summary>
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

    /// <summary>Gives the next turn of a group.</summary>
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

    /// <summary>This person has one more.</summary>
    public void Give(Representative person) => open[person.Id] = open.GetValueOrDefault(person.Id) + 1;
}
