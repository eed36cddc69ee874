namespace Funnel.Sales.Visibility;

/// <summary>What the caller sees: whose records, and of whose records the amounts too. What nobody owns is seen by everybody.</summary>
internal sealed class Sight
{
    private readonly Reach amounts;
    private readonly HashSet<Guid> within;

    private Sight(Guid? self, Reach records, Reach amounts, IReadOnlyCollection<Guid> team)
    {
        Self = self;
        this.amounts = amounts < records ? amounts : records;
        SeesAll = records == Reach.All;
        Owners = [.. Within(records, self, team)];
        within = [.. Within(this.amounts, self, team)];
    }

    /// <summary>API clients, administrators, and the service itself: what it hears, and what is due.</summary>
    public static Sight All { get; } = new(null, Reach.All, Reach.All, []);

    /// <summary>Nobody's records but those that nobody owns.</summary>
    public static Sight Nothing { get; } = new(null, Reach.Own, Reach.Own, []);

    /// <summary>The caller as a representative; absent where the person is linked to none.</summary>
    public Guid? Self { get; }

    public bool SeesAll { get; }

    /// <summary>Whose records are seen, where not all are.</summary>
    public List<Guid> Owners { get; }

    /// <summary>Whether there is nothing that is seen without its amount: what sums amounts up may only then be shown.</summary>
    public bool ShowsAllAmounts => SeesAll ? amounts == Reach.All : within.Count == Owners.Count;

    /// <param name="self">The caller as a representative.</param>
    /// <param name="team">The representatives in the teams that the caller manages, and below.</param>
    public static Sight Of(Guid? self, Reach records, Reach amounts, IReadOnlyCollection<Guid> team) => new(self, records, amounts, team);

    public bool Sees(Guid? owner) => SeesAll || owner is null || Owners.Contains(owner.Value);

    public bool ShowsAmountsOf(Guid? owner) => amounts == Reach.All || owner is null || within.Contains(owner.Value);

    private static IEnumerable<Guid> Within(Reach reach, Guid? self, IReadOnlyCollection<Guid> team) =>
        (self is { } own ? [own] : Array.Empty<Guid>()).Union(reach == Reach.Own ? [] : team);
}
