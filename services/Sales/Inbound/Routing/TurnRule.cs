using Funnel.Sales.Team;

namespace Funnel.Sales.Routing;

/// <summary>Whose turn it is, by weight, among those of a group who can take something now.</summary>
/// <remarks>
/// Earliest eligible deadline first. With each turn everyone is owed a share of it by weight; whoever got it owes one. Of
/// those to whom something is owed the next turn goes to who must have it soonest, so as not to be owed a whole one, and of
/// equals to who had the last one longest ago. That gives four promises:
/// 1. While the same people share turns by the same weights, each one's number of turns is within one of the exact share.
/// 2. Whoever comes, goes, or gets another weight: nobody is ever owed a whole turn, or has had a whole one too many.
/// 3. Of two of the same weight who are there over the same stretch, neither gets more than one turn more than the other.
/// 4. Who comes back is owed nothing, and gets no flood; what was had too much stays on record, so that nobody gains by
///    coming and going (who is at the limit and answers does, with each handoff).
/// A share of a whole lifetime cannot be promised to people who come and go: no rule that does not know the future keeps
/// everybody within one of it (the carpool problem). So what is owed when the group changes is carried on as far as it can be paid.
/// </remarks>
internal sealed class TurnRule(Guid pool, List<TurnShare> shares)
{
    /// <summary>Sums of shares such as 1/3 are not exact.</summary>
    private const double Tolerance = 1e-6;

    /// <param name="available">Who can take something now; somebody.</param>
    public Representative Next(IReadOnlyList<Representative> available)
    {
        Regroup(available);
        var present = shares.Where(share => share.IsIn).ToList();
        var total = (double)present.Sum(share => share.Weight);
        var next = present.Where(share => share.Owed >= -Tolerance)
            .MinBy(share => (Math.Round((1 - share.Owed) * total / share.Weight, 6), share.LastTurn, share.RepresentativeId))!;
        var turn = shares.Max(share => share.LastTurn) + 1;
        foreach (var share in present)
        {
            share.Owed += share.Weight / total;
        }

        next.Owed -= 1;
        next.LastTurn = turn;
        return available.First(person => person.Id == next.RepresentativeId);
    }

    public bool HadNone(Guid representative) => shares.Find(share => share.RepresentativeId == representative) is not { LastTurn: > 0 };

    private void Regroup(IReadOnlyList<Representative> available)
    {
        var weights = available.ToDictionary(person => person.Id, person => person.Weight);
        if (shares.Count(share => share.IsIn) == weights.Count && shares.TrueForAll(share => !share.IsIn || weights.GetValueOrDefault(share.RepresentativeId) == share.Weight))
        {
            return;
        }

        // Who gets another weight goes, and comes anew.
        foreach (var gone in shares.Where(share => share.IsIn && weights.GetValueOrDefault(share.RepresentativeId) != share.Weight))
        {
            (gone.IsIn, gone.Owed) = (false, Math.Min(gone.Owed, 0));
        }

        var most = shares.Where(share => share.IsIn).Select(share => share.Owed).DefaultIfEmpty().Max();
        foreach (var (id, weight) in weights)
        {
            if (shares.Find(known => known.RepresentativeId == id) is not { } share)
            {
                shares.Add(share = TurnShare.In(pool, id));
            }

            share.Owed = share.IsIn ? share.Owed : Math.Max(share.Owed, most - 1);
            (share.IsIn, share.Weight) = (true, weight);
        }

        Settle([.. shares.Where(share => share.IsIn)]);
    }

    /// <summary>There is no less owed to them than by them, so that somebody is always owed something; and it can be paid.</summary>
    private static void Settle(List<TurnShare> present)
    {
        var (owed, had) = (present.Sum(share => Math.Max(0, share.Owed)), present.Sum(share => Math.Max(0, -share.Owed)));
        present.ForEach(share => share.Owed *= share.Owed < 0 && had > owed ? owed / had : 1);
        while (!CanBePaid(present))
        {
            present.ForEach(share => share.Owed /= 2);
        }
    }

    /// <summary>
    /// Whether no turn comes at which more must have been given than turns there were: then each can be given in time, and by
    /// the earliest deadline is. Once all but less than one of what was had too much is worked off, it is so for ever.
    /// </summary>
    private static bool CanBePaid(List<TurnShare> present)
    {
        var (total, left) = ((double)present.Sum(share => share.Weight), present.Sum(share => share.Owed));
        for (var turn = 1; left < 1; turn++)
        {
            var owed = present.Select(share => share.Owed + (turn * share.Weight / total)).ToList();
            if (owed.Sum(one => Math.Max(0, Math.Floor(one + Tolerance))) > turn)
            {
                return false;
            }

            if (left + owed.Sum(one => Math.Max(0, -one)) < 1)
            {
                return true;
            }
        }

        return false;
    }
}
