using CsCheck;

namespace Funnel.Sales.Tests;

public sealed class TurnRuleTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-01-01T00:00:00Z");

    private static readonly Gen<int> AnyWeight = Gen.OneOf(Gen.Int[1, 3], Gen.Int[1, 100]);

    private static readonly Gen<int[]> AnyWeights = AnyWeight.Array[1, 8];

    /// <summary>
    /// One step: a member leaves, returns, joins or gets another weight, or a batch of handoffs is assigned.
    /// </summary>
    private static readonly Gen<(int Kind, int Member, int Weight, int Handoffs)[]> AnySequence =
        Gen.Select(Gen.Int[0, 6], Gen.Int[0, 99], AnyWeight, Gen.Int[1, 30]).Array[1, 60];

    [Fact]
    public void Shares_follow_the_weights_within_one_turn_over_any_number_of_turns() =>
        Gen.Select(AnyWeights, Gen.Int[1, 500]).Sample((weights, count) =>
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
    public void Balances_stay_between_minus_one_and_one_when_members_come_go_or_change_their_weight() =>
        Gen.Select(AnyWeights, AnySequence).Sample((weights, steps) =>
    {
        var team = new Group(weights);
        var carried = new Dictionary<Guid, double>();
        foreach (var step in steps)
        {
            if (!team.Change(step))
            {
                // The test computes each balance from the balance at the last change of the pool. The rule may keep a smaller one, never
                // a larger one.
                var (group, had, opening) =
                    (team.Active, team.Everyone.ToDictionary(one => one.Id, team.Had), new Dictionary<Guid, double>());
                for (var turn = 1; turn <= step.Handoffs && group.Count > 0; turn++)
                {
                    team.Deal();
                    foreach (var one in group)
                    {
                        var owed = (turn * one.Weight / (double)group.Sum(other => other.Weight)) - (team.Had(one) - had[one.Id]);
                        var brought = opening.TryGetValue(one.Id, out var known) ? known : opening[one.Id] = team.Owed(one) - owed;
                        Assert.Equal(brought + owed, team.Owed(one), 1e-6);
                        Assert.InRange(team.Owed(one), -1 - 1e-6, 1 - 1e-9);
                        Assert.InRange(brought, Math.Min(0, carried.GetValueOrDefault(one.Id)) - 1e-6,
                            Math.Max(0, carried.GetValueOrDefault(one.Id)) + 1e-6);
                    }
                }

                group.ForEach(one => carried[one.Id] = team.Owed(one));
            }
        }
    });

    [Fact]
    public void Two_members_of_the_same_weight_who_are_available_at_the_same_times_get_the_same_within_one_turn() =>
        Gen.Select(AnyWeights, AnySequence).Sample((weights, steps) =>
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
            // The largest difference between two members while both are available with the same weight.
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
    public void A_member_who_leaves_after_each_turn_gains_nothing()
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
    public void Without_an_active_representative_the_handoff_waits_in_the_queue()
    {
        var away = Representative.Join("Rep", "rep@sales.example", null, false, Now);
        Assert.Equal((null, "No representative is active. The handoff waits in the queue."), Availability(away).Next());
        Assert.Null(Availability().Next().Representative);

        static Availability Availability(params Representative[] team) =>
            new(team, new Dictionary<Guid, DateTimeOffset>(), [], [], _ => { });
    }

    [Fact]
    public void A_member_who_returns_gets_at_most_one_extra_turn()
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

    /// <summary>A pool and the turns of its members.</summary>
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

        /// <returns>Whether the step changes the pool.</returns>
        public bool Change((int Kind, int Member, int Weight, int Handoffs) step)
        {
            var person = Everyone[step.Member % Everyone.Count];
            switch (step.Kind)
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
                Log.Add((new TurnRule(Guid.Empty, shares).Next(Active).Id,
                    Active.ToDictionary(person => person.Id, person => person.Weight)));
            }
        }
    }
}
