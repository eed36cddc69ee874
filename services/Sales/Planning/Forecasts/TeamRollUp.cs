namespace Funnel.Sales.Forecasts;

/// <summary>
/// Sums figures from the representatives up through the teams: a team's figure is that of its members and of the teams below it.
/// </summary>
/// <param name="parents">Each team with its parent team.</param>
/// <param name="members">Each representative with their team.</param>
internal sealed class TeamRollUp(IReadOnlyDictionary<Guid, Guid?> parents, IReadOnlyDictionary<Guid, Guid?> members)
{
    private readonly ILookup<Guid, Guid> children =
        parents.Where(team => team.Value is not null).ToLookup(team => team.Value!.Value, team => team.Key);

    private readonly ILookup<Guid, Guid> membersOfTeam =
        members.Where(person => person.Value is not null).ToLookup(person => person.Value!.Value, person => person.Key);

    /// <summary>The representatives of the team and of all teams below it.</summary>
    public IEnumerable<Guid> MembersOf(Guid team) => WithTeamsBelow(team).SelectMany(one => membersOfTeam[one]);

    /// <param name="ofMember">The figure of a representative.</param>
    /// <param name="overrideOf">A figure that replaces the sum of a team; null if the sum counts.</param>
    public T Sum<T>(Guid team, T zero, Func<T, T, T> add, Func<Guid, T> ofMember, Func<Guid, T?> overrideOf) where T : class
    {
        return SumOf(team, []);

        // Each team counts once, so that the recursion ends even if the teams formed a ring.
        T SumOf(Guid one, HashSet<Guid> counted) => !counted.Add(one) ? zero
            : overrideOf(one)
                ?? membersOfTeam[one].Select(ofMember).Concat(children[one].Select(child => SumOf(child, counted))).Aggregate(zero, add);
    }

    private HashSet<Guid> WithTeamsBelow(Guid team)
    {
        var (found, next) = (new HashSet<Guid>(), new Queue<Guid>([team]));
        while (next.TryDequeue(out var one))
        {
            if (found.Add(one))
            {
                children[one].ToList().ForEach(next.Enqueue);
            }
        }

        return found;
    }
}
