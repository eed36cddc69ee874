using CsCheck;

namespace Funnel.Sales.Tests;

public sealed class TurnsTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-01-01T00:00:00Z");

    /// <summary>What may happen to a team: somebody comes, goes, joins; or handoffs are dealt out, a batch at a time.</summary>
    private static readonly Gen<(int What, int Who, int Handoffs)[]> AnySequence =
        Gen.Select(Gen.Int[0, 4], Gen.Int[0, 9], Gen.Int[1, 30]).Array[1, 60];

    [Fact]
    public void Whoever_is_active_over_the_same_stretch_gets_the_same_within_one_over_any_sequence() => AnySequence.Sample(steps =>
    {
        var team = Enumerable.Range(0, 3).Select(Join).ToList();
        var log = new List<(Guid Given, HashSet<Guid> Active)>();
        foreach (var (what, who, handoffs) in steps)
        {
            switch (what)
            {
                case 0: team[who % team.Count].Deactivate(); break;
                case 1: team[who % team.Count].Activate(); break;
                case 2 when team.Count < 6: team.Add(Join(team.Count)); break;
                default: Deal(team, handoffs, log); break;
            }
        }

        foreach (var (one, other) in team.SelectMany(one => team.Select(other => (one.Id, other.Id))))
        {
            // The largest lead that one has over the other in any stretch in which both are active throughout.
            var lead = 0;
            foreach (var (given, active) in log)
            {
                lead = !active.Contains(one) || !active.Contains(other) ? 0 : Math.Max(0, lead + (given == one ? 1 : 0) - (given == other ? 1 : 0));
                Assert.InRange(lead, 0, 1);
            }
        }
    });

    [Fact]
    public void A_team_without_anybody_active_leaves_it_in_the_queue_and_says_so()
    {
        var away = Join(0);
        away.Deactivate();
        Assert.Equal((null, "No representative is active; it waits in the queue."), new Turns([away]).Next());
        Assert.Null(new Turns([]).Next().Representative);
    }

    [Fact]
    public void Who_comes_back_gets_one_turn_and_no_flood()
    {
        var (one, other) = (Join(0), Join(1));
        other.Deactivate();
        Deal([one, other], 50, []);
        other.Activate();
        var log = new List<(Guid Given, HashSet<Guid> Active)>();
        Deal([one, other], 10, log);
        Assert.Equal([other.Id, one.Id, other.Id, one.Id], log.Take(4).Select(turn => turn.Given));
        Assert.Equal(5, log.Count(turn => turn.Given == other.Id));
    }

    private static Representative Join(int number) => Representative.Join($"Rep {number}", $"{number}@sales.example", null, true, Now);

    private static void Deal(List<Representative> team, int handoffs, List<(Guid Given, HashSet<Guid> Active)> log)
    {
        var turns = new Turns(team);
        for (var handoff = 0; handoff < handoffs; handoff++)
        {
            if (turns.Next().Representative is { } given)
            {
                log.Add((given.Id, [.. team.Where(person => person.IsActive).Select(person => person.Id)]));
            }
        }
    }
}
