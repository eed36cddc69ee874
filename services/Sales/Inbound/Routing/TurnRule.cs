using Funnel.Sales.Team;

namespace Funnel.Sales.Routing;

/// <summary>Chooses the representative who has the next turn of a pool, by weight, among the available members.</summary>
/// <remarks>
/// The rule is "earliest eligible deadline first". Each turn adds a share by weight to the balance of every available member and
/// subtracts 1 from the balance of the member who gets it. Among the members with a balance of at least 0, the turn goes to the one
/// whose balance would reach 1 soonest, and among equals to the one whose last turn is oldest. The rule guarantees:
/// 1. While members and weights stay the same, the number of turns of each member is within 1 of the exact share.
/// 2. The balance of a member always lies between -1 and 1, also when members come, go, or change their weight.
/// 3. Of two members of the same weight who are available at the same times, neither gets more than one turn more than the other.
/// 4. A member who returns has no positive balance and gets no flood of turns. A negative balance is kept, so that nobody gains by
///    leaving and returning. (A member at the limit of open handoffs leaves and returns with each handoff.)
/// No rule can keep members who come and go within 1 of their share over all time (the carpool problem). When the pool changes,
/// balances are kept as far as they can be paid.
/// </remarks>
internal sealed class TurnRule(Guid pool, List<TurnShare> shares)
{
    /// <summary>Tolerance, because sums of shares such as 1/3 are not exact.</summary>
    private const double Tolerance = 1e-6;

    /// <param name="available">The available members, at least one.</param>
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
        if (shares.Count(share => share.IsIn) == weights.Count
            && shares.TrueForAll(share => !share.IsIn || weights.GetValueOrDefault(share.RepresentativeId) == share.Weight))
        {
            return;
        }

        // A member with a new weight leaves and joins again.
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

    /// <summary>
    /// Scales the balances so that a member is always eligible (their sum is not negative) and every balance can be paid.
    /// </summary>
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
    /// Whether every balance can be paid in time: at no future turn must more turns have been given than there were. The check ends
    /// when the negative balances add up to less than 1, because the condition then holds for all later turns.
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
