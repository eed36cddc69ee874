namespace Funnel.Chaos;

/// <summary>Collects the differences, with a few examples of each.</summary>
internal sealed class Comparison
{
    private const int Examples = 3;
    private readonly List<string> differences = [];

    public int LostCount { get; private set; }

    public int DoubledCount { get; private set; }

    public IReadOnlyList<string> Differences => differences;

    public void Lost<T>(string what, IEnumerable<T> found) => LostCount += Note(what, found);

    public void Doubled<T>(string what, IEnumerable<T> found) => DoubledCount += Note(what, found);

    public void Wrong<T>(string what, IEnumerable<T> found) => Note(what, found);

    /// <summary>Compares the published ids with the known ids. They must be the same, and each must be there once.</summary>
    public void Same(string what, IEnumerable<string> published, IEnumerable<string> known)
    {
        var (there, here) = (Counted(published), Counted(known));
        Lost($"missing {what}", there.Keys.Except(here.Keys));
        Doubled($"more than once {what}",
            here.Where(one => one.Value > 1).Concat(there.Where(one => one.Value > 1)).Select(one => one.Key));
        Wrong($"out of nowhere {what}", here.Keys.Except(there.Keys));
    }

    private static Dictionary<string, int> Counted(IEnumerable<string> all) => all.CountBy(one => one).ToDictionary();

    private int Note<T>(string what, IEnumerable<T> found)
    {
        var all = found.ToList();
        if (all.Count > 0)
        {
            differences.Add($"{all.Count} {what}: {string.Join(", ", all.Take(Examples))}");
        }

        return all.Count;
    }
}
