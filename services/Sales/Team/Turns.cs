namespace Funnel.Sales.Team;

/// <summary>Whose turn it is, by weight, among those of a group who can take something now.</summary>
/// <remarks>
/// Earliest eligible deadline first. With each turn everyone is owed a share of it by weight; whoever got it owes one. Of
/// those to whom something is owed the next turn goes to who would have had it soonest, and of equals to who had the last one
/// longest ago. That gives three promises:
/// 1. While the same people share turns by the same weights, each one's number of turns is within one of the exact share.
/// 2. Of two of the same weight who are there over the same stretch, neither gets more than one turn more than the other,
///    whoever else comes and goes.
/// 3. Who comes back, or is new, is owed nothing and gets no flood; what was owed to who goes is shared by those who stay.
/// </remarks>
internal sealed class Turns(Guid pool, List<Share> shares)
{
    /// <summary>Sums of shares such as 1/3 are not exact.</summary>
    private const double Tolerance = 1e-6;

    /// <param name="available">Who can take something now; somebody.</param>
    public Representative Next(IReadOnlyList<Representative> available)
    {
        var weights = available.ToDictionary(person => person.Id, person => (double)person.Weight);
        var present = Come(weights, Go(weights));
        var turn = shares.Max(share => share.LastTurn) + 1;
        var total = weights.Values.Sum();
        var next = present.Where(share => share.Owed >= -Tolerance)
            .MinBy(share => (Math.Round((1 - share.Owed) / weights[share.RepresentativeId], 6), share.LastTurn, share.RepresentativeId))!;
        foreach (var share in present)
        {
            share.Owed += weights[share.RepresentativeId] / total;
        }

        next.Owed -= 1;
        next.LastTurn = turn;
        return available.First(person => person.Id == next.RepresentativeId);
    }

    public bool HadNone(Guid representative) => shares.Find(share => share.RepresentativeId == representative) is not { LastTurn: > 0 };

    /// <returns>What those who went were owed.</returns>
    private double Go(Dictionary<Guid, double> weights)
    {
        var owed = 0.0;
        foreach (var gone in shares.Where(share => share.IsIn && !weights.ContainsKey(share.RepresentativeId)))
        {
            owed += gone.Owed;
            (gone.IsIn, gone.Owed) = (false, 0);
        }

        return owed;
    }

    private List<Share> Come(Dictionary<Guid, double> weights, double left)
    {
        var stayed = shares.Where(share => share.IsIn).ToList();
        var total = stayed.Sum(share => weights[share.RepresentativeId]);
        foreach (var share in stayed)
        {
            share.Owed += left * weights[share.RepresentativeId] / total;
        }

        foreach (var (id, _) in weights)
        {
            var share = shares.Find(known => known.RepresentativeId == id);
            if (share is null)
            {
                shares.Add(share = Share.In(pool, id));
            }

            share.IsIn = true;
        }

        return [.. shares.Where(share => share.IsIn)];
    }
}
