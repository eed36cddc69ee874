using CsCheck;

namespace Funnel.Sales.Tests;

public sealed class TurnRuleTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-01-01T00:00:00Z");

    private static readonly Gen<int> AnyWeight = Gen.OneOf(Gen.Int[1, 3], Gen.Int[1, 100]);

    private static readonly Gen<int[]> AnyWeights = AnyWeight.Array[1, 8];

    /// <summary>What may happen to a team: somebody goes, comes, joins, gets another weight; or handoffs are dealt out, a batch at a time.</summary>
    private static readonly Gen<(int What, int Who, int Weight, int Handoffs)[]> AnySequence =
        Gen.Select(Gen.Int[0, 6], Gen.Int[0, 99], AnyWeight, Gen.Int[1, 30]).Array[1, 60];

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
    public void Whoever_comes_goes_or_gets_another_weight_nobody_is_owed_a_whole_turn_nor_had_one_too_many() => Gen.Select(AnyWeights, AnySequence).Sample((weights, steps) =>
    {
        var team = new Group(weights);
        var carried = new Dictionary<Guid, double>();
        foreach (var step in steps)
        {
            if (!team.Change(step))
            {
                // What is owed in a stretch is reckoned here, from what each brought along; less than that may be carried on, never more.
                var (group, had, opening) = (team.Active, team.Everyone.ToDictionary(one => one.Id, team.Had), new Dictionary<Guid, double>());
                for (var turn = 1; turn <= step.Handoffs && group.Count > 0; turn++)
                {
                    team.Deal();
                    foreach (var one in group)
                    {
                        var owed = (turn * one.Weight / (double)group.Sum(other => other.Weight)) - (team.Had(one) - had[one.Id]);
                        var brought = opening.TryGetValue(one.Id, out var known) ? known : opening[one.Id] = team.Owed(one) - owed;
                        Assert.Equal(brought + owed, team.Owed(one), 1e-6);
                        Assert.InRange(team.Owed(one), -1 - 1e-6, 1 - 1e-9);
                        Assert.InRange(brought, Math.Min(0, carried.GetValueOrDefault(one.Id)) - 1e-6, Math.Max(0, carried.GetValueOrDefault(one.Id)) + 1e-6);
                    }
                }

                group.ForEach(one => carried[one.Id] = team.Owed(one));
            }
        }
    });

    [Fact]
    public void Whoever_is_there_over_the_same_stretch_with_the_same_weight_gets_the_same_within_one_over_any_sequence() => Gen.Select(AnyWeights, AnySequence).Sample((weights, steps) =>
    {
        var team = new Group(weights);
        foreach (var step in steps)
        {
            if (!team.Change(step))
            {
                team.Deal(step.Handoffs);
            }
        }

        foreach (var (one, other) in team.Everyone.SelectMany(one => team.Everyone.Select(other => (one.Id, other.Id))))
        {
            // The largest lead that one has over the other in any stretch in which both are there with one weight throughout.
            var (lead, weight) = (0, 0);
            foreach (var (given, active) in team.Log)
            {
                var (mine, theirs) = (active.GetValueOrDefault(one), active.GetValueOrDefault(other));
                lead = mine == 0 || mine != theirs || mine != weight ? 0 : lead;
                weight = mine;
                lead = mine == 0 || mine != theirs ? 0 : Math.Max(0, lead + (given == one ? 1 : 0) - (given == other ? 1 : 0));
                Assert.InRange(lead, 0, 1);
            }
        }
    });

    [Fact]
    public void Who_is_away_after_each_turn_gains_nothing_by_it()
    {
        var team = new Group([2, 1, 1]);
        var first = team.Everyone[0];
        for (var turn = 0; turn < 40; turn++)
        {
            var had = team.Had(first);
            team.Deal();
            if (team.Had(first) > had)
            {
                first.Deactivate();
                team.Deal();
                first.Activate();
            }
        }

        Assert.InRange(team.Had(first), 1, (team.Log.Count / 2.0) + 1);
        Assert.InRange(team.Had(team.Everyone[1]) - team.Had(team.Everyone[2]), -1, 1);
    }

    [Fact]
    public void A_team_without_anybody_active_leaves_it_in_the_queue_and_says_so()
    {
        var away = Representative.Join("Rep", "rep@sales.example", null, false, Now);
        Assert.Equal((null, "No representative is active; it waits in the queue."), Availability(away).Next());
        Assert.Null(Availability().Next().Representative);

        static Availability Availability(params Representative[] team) => new(team, new Dictionary<Guid, DateTimeOffset>(), [], [], _ => { });
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
        private readonly List<TurnShare> shares = [];

        public Group(int[] weights)
        {
            foreach (var weight in weights)
            {
                Join(weight);
            }
        }

        public List<Representative> Everyone { get; } = [];

        public List<(Guid Given, Dictionary<Guid, int> Active)> Log { get; } = [];

        public List<Representative> Active => [.. Everyone.Where(person => person.IsActive)];

        public int Had(Representative person) => Log.Count(turn => turn.Given == person.Id);

        public double Owed(Representative person) => shares.Find(share => share.RepresentativeId == person.Id)?.Owed ?? 0;

        /// <returns>Whether this step is a change of the team.</returns>
        public bool Change((int What, int Who, int Weight, int Handoffs) step)
        {
            var person = Everyone[step.Who % Everyone.Count];
            switch (step.What)
            {
                case 0: person.Deactivate(); break;
                case 1: person.Activate(); break;
                case 2 when Everyone.Count < 10: Join(step.Weight); break;
                case 3: person.SetCapacity(step.Weight, null); break;
                default: return false;
            }

            return true;
        }

        public void Join(int weight)
        {
            var person = Representative.Join("Rep", $"{Everyone.Count}@sales.example", null, true, Now.AddSeconds(Everyone.Count));
            person.SetCapacity(weight, null);
            Everyone.Add(person);
        }

        public void Deal(int handoffs = 1)
        {
            for (var handoff = 0; handoff < handoffs && Active.Count > 0; handoff++)
            {
                Log.Add((new TurnRule(Guid.Empty, shares).Next(Active).Id, Active.ToDictionary(person => person.Id, person => person.Weight)));
            }
        }
    }
}
