namespace Funnel.Sales.Visibility;

/// <summary>
/// The owners whose records the caller sees, and those whose amounts the caller sees. Every role sees records without an owner.
/// </summary>
internal sealed class Sight
{
    private readonly Reach amounts;
    private readonly bool manages;
    private readonly HashSet<Guid> within;

    private Sight(Guid? self, Reach records, Reach amounts, IReadOnlyCollection<Guid> team, bool manages)
    {
        Self = self;
        this.manages = manages;
        this.amounts = amounts < records ? amounts : records;
        SeesAll = records == Reach.All;
        Owners = [.. Within(records, self, team)];
        within = [.. Within(this.amounts, self, team)];
    }

    /// <summary>API clients, and background work of the service.</summary>
    public static Sight All { get; } = new(null, Reach.All, Reach.All, [], manages: true);

    /// <summary>Only records without an owner.</summary>
    public static Sight Nothing { get; } = new(null, Reach.Own, Reach.Own, [], manages: false);

    /// <summary>The caller as a representative. Absent if the person is not linked to a representative.</summary>
    public Guid? Self { get; }

    public bool SeesAll { get; }

    /// <summary>The owners whose records are seen, if the caller does not see all records.</summary>
    public List<Guid> Owners { get; }

    /// <summary>Whether the caller sees the amounts of all visible records. Only then may a sum be shown.</summary>
    public bool ShowsAllAmounts => SeesAll ? amounts == Reach.All : within.Count == Owners.Count;

    /// <param name="self">The caller as a representative.</param>
    /// <param name="team">The representatives in the teams that the caller manages, and below.</param>
    /// <param name="manages">Whether the caller may act for the representatives whose records the caller sees.</param>
    public static Sight Of(Guid? self, Reach records, Reach amounts, IReadOnlyCollection<Guid> team, bool manages) =>
        new(self, records, amounts, team, manages);

    /// <summary>Whether the caller may do something in the name of a representative: as this person, or as a manager above.</summary>
    public bool ActsFor(Guid representative) => representative == Self || (manages && Sees(representative));

    public bool Sees(Guid? owner) => SeesAll || owner is null || Owners.Contains(owner.Value);

    public bool ShowsAmountsOf(Guid? owner) => amounts == Reach.All || owner is null || within.Contains(owner.Value);

    private static IEnumerable<Guid> Within(Reach reach, Guid? self, IReadOnlyCollection<Guid> team) =>
        (self is { } own ? [own] : Array.Empty<Guid>()).Union(reach == Reach.Own ? [] : team);
}
