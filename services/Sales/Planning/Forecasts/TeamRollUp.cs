namespace Funnel.Sales.Forecasts;

/// <summary>Sums from the representatives up through the teams: a team's figure is its members' and those of the teams below it.</summary>
/// <param name="parents">Each team and the one above it.</param>
/// <param name="members">Each representative and their team.</param>
internal sealed class RollUp(IReadOnlyDictionary<Guid, Guid?> parents, IReadOnlyDictionary<Guid, Guid?> members)
{
    private readonly ILookup<Guid, Guid> below = parents.Where(team => team.Value is not null).ToLookup(team => team.Value!.Value, team => team.Key);
    private readonly ILookup<Guid, Guid> inTeam = members.Where(person => person.Value is not null).ToLookup(person => person.Value!.Value, person => person.Key);

    /// <summary>The representatives of the team and of all below it.</summary>
    public IEnumerable<Guid> PeopleOf(Guid team) => Branch(team).SelectMany(one => inTeam[one]);

    /// <param name="own">What a representative brings.</param>
    /// <param name="instead">What stands for a team instead of its sum; null where the sum stands.</param>
    public T Sum<T>(Guid team, T zero, Func<T, T, T> add, Func<Guid, T> own, Func<Guid, T?> instead) where T : class
    {
        return Of(team, []);

        // What has been counted on the way down is not counted again, so that even a ring would end.
        T Of(Guid one, HashSet<Guid> counted) => !counted.Add(one) ? zero
            : instead(one) ?? inTeam[one].Select(own).Concat(below[one].Select(lower => Of(lower, counted))).Aggregate(zero, add);
    }

    private HashSet<Guid> Branch(Guid team)
    {
        var (branch, next) = (new HashSet<Guid>(), new Queue<Guid>([team]));
        while (next.TryDequeue(out var one))
        {
            if (branch.Add(one))
            {
                below[one].ToList().ForEach(next.Enqueue);
            }
        }

        return branch;
    }
}
