namespace Funnel.Sales.Team;

/// <summary>Round robin: the next turn is that of the active representative who had the last one longest ago.</summary>
/// <remarks>
/// Of two who are active over the same stretch of turns, neither gets more than one turn more than the other. Who comes
/// back, or is new, gets one turn at once and then waits like everyone: nobody is flooded with what was missed.
/// </remarks>
internal sealed class Turns(IReadOnlyList<Representative> everyone)
{
    private readonly List<Representative> active = [.. everyone.Where(person => person.IsActive)];
    private long turn = everyone.Select(person => person.LastTurn).DefaultIfEmpty().Max();

    /// <summary>Gives the next turn, and says why in a sentence; nobody where nobody is active.</summary>
    public (Representative? Representative, string Explanation) Next()
    {
        if (active.MinBy(person => (person.LastTurn, person.Id)) is not { } next)
        {
            return (null, "No representative is active; it waits in the queue.");
        }

        var waited = next.LastTurn == 0 ? "had been given none yet" : "had waited longest";
        next.TakeTurn(++turn);
        return (next, $"Round robin: of {active.Count} active representatives {next.Name} {waited}.");
    }
}
