using CsCheck;

namespace Funnel.Sales.Tests;

public sealed class TurnsTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-01-01T00:00:00Z");

    /// <summary>What may happen to a team: somebody comes, goes, joins; or handoffs are dealt out, a batch at a time.</summary>
    private static readonly Gen<(int What, int Who, int Handoffs)[]> AnySequence =
        Gen.Select(Gen.Int[0, 4], Gen.Int[0, 9], Gen.Int[1, 30]).Array[1, 60];

    private static readonly Gen<int[]> AnyWeights = Gen.OneOf(Gen.Int[1, 5], Gen.Int[1, 100]).Array[1, 8];

    [Fact]
    public void Weights_hold_within_one_over_any_number_of_turns() => Gen.Select(AnyWeights, Gen.Int[1, 500]).Sample((weights, count) =>
    {
        var team = new Group(weights);
        for (var turn = 1; turn <= count; turn++)
        {
            team.Deal();
            foreach (var person in team.Everyone)
            {
                Assert.InRange(team.Had(person) - (turn * person.Weight / (double)weights.Sum()), -1, 1);
            }
        }
    });

    [Fact]
    public void Whoever_comes_and_goes_each_ones_turns_stay_within_two_of_the_share_over_any_stretch() => Gen.Select(AnyWeights, AnySequence).Sample((weights, steps) =>
    {
        var team = new Group(weights);
        foreach (var (what, who, handoffs) in steps)
        {
            var person = team.Everyone[who % team.Everyone.Count];
            if (what == 0 && team.Everyone.Count(one => one.IsActive) > 1)
            {
                person.Deactivate();
            }
            else if (what == 1)
            {
                person.Activate();
            }
            else if (team.Active.Count > 0)
            {
                var (active, before) = (team.Active, team.Everyone.ToDictionary(one => one.Id, team.Had));
                for (var turn = 1; turn <= handoffs; turn++)
                {
                    team.Deal();
                    foreach (var one in active)
                    {
                        Assert.InRange(team.Had(one) - before[one.Id] - (turn * one.Weight / (double)active.Sum(other => other.Weight)), -2, 2);
                    }
                }
            }
        }
    });

    [Fact]
    public void Whoever_is_active_over_the_same_stretch_with_the_same_weight_gets_the_same_within_one_over_any_sequence() => AnySequence.Sample(steps =>
    {
        var team = new Group([1, 1, 1]);
        foreach (var (what, who, handoffs) in steps)
        {
            switch (what)
            {
                case 0: team.Everyone[who % team.Everyone.Count].Deactivate(); break;
                case 1: team.Everyone[who % team.Everyone.Count].Activate(); break;
                case 2 when team.Everyone.Count < 6: team.Join(1); break;
                default: team.Deal(handoffs); break;
            }
        }

        foreach (var (one, other) in team.Everyone.SelectMany(one => team.Everyone.Select(other => (one.Id, other.Id))))
        {
            // The largest lead that one has over the other in any stretch in which both are active throughout.
            var lead = 0;
            foreach (var (given, active) in team.Log)
            {
                lead = !active.Contains(one) || !active.Contains(other) ? 0 : Math.Max(0, lead + (given == one ? 1 : 0) - (given == other ? 1 : 0));
                Assert.InRange(lead, 0, 1);
            }
        }
    });

    [Fact]
    public void A_team_without_anybody_active_leaves_it_in_the_queue_and_says_so()
    {
        var away = Representative.Join("Rep", "rep@sales.example", null, false, Now);
        Assert.Equal((null, "No representative is active; it waits in the queue."), Roster(away).Next());
        Assert.Null(Roster().Next().Representative);

        static Roster Roster(params Representative[] team) => new(team, new Dictionary<Guid, DateTimeOffset>(), [], [], _ => { });
    }

    [Fact]
    public void Who_comes_back_gets_one_turn_and_no_flood()
    {
        var team = new Group([1, 1]);
        var (one, other) = (team.Everyone[0].Id, team.Everyone[1].Id);
        team.Everyone[1].Deactivate();
        team.Deal(50);
        team.Everyone[1].Activate();
        team.Deal(10);
        var after = team.Log[50..];
        Assert.Equal([other, one, other, one], after.Take(4).Select(turn => turn.Given));
        Assert.Equal(5, after.Count(turn => turn.Given == other));
    }

    /// <summary>Some people who share turns, and what they had.</summary>
    private sealed class Group
    {
        private readonly List<Share> shares = [];

        public Group(int[] weights)
        {
            foreach (var weight in weights)
            {
                Join(weight);
            }
        }

        public List<Representative> Everyone { get; } = [];

        public List<(Guid Given, HashSet<Guid> Active)> Log { get; } = [];

        public List<Representative> Active => [.. Everyone.Where(person => person.IsActive)];

        public int Had(Representative person) => Log.Count(turn => turn.Given == person.Id);

        public void Join(int weight)
        {
            var person = Representative.Join("Rep", $"{Everyone.Count}@sales.example", null, true, Now.AddSeconds(Everyone.Count));
            person.Carry(weight, null);
            Everyone.Add(person);
        }

        public void Deal(int handoffs = 1)
        {
            for (var handoff = 0; handoff < handoffs && Active.Count > 0; handoff++)
            {
                Log.Add((new Turns(Guid.Empty, shares).Next(Active).Id, [.. Active.Select(person => person.Id)]));
            }
        }
    }
}
