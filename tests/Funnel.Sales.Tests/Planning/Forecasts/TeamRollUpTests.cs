using CsCheck;
using Funnel.Sales.Forecasts;

namespace Funnel.Sales.Tests.Forecasts;

public sealed class TeamRollUpTests
{
    private static readonly Gen<ForecastFigures> AnyFigures =
        Gen.Select(Gen.Int[0, 9999], Gen.Int[0, 9999], Gen.Int[0, 9999], Gen.Int[0, 9999], (closed, commit, best, pipeline) =>
            new ForecastFigures(closed / 100m, commit / 100m, best / 100m, pipeline / 100m, 0, 1));

    /// <summary>Random teams with or without a parent team, and representatives with or without a team.</summary>
    private static readonly Gen<(int[] Parents, int[] Members, ForecastFigures[] Figures)> AnyForest =
        Gen.Select(Gen.Int[-1, 11].Array[1, 12], Gen.Int[-1, 11].Array[0, 20], AnyFigures.Array[20]);

    [Fact]
    public void The_worked_example_of_the_definition()
    {
        var figures = new ForecastFigures(50, 100, 150, 200, 0, 4);
        Assert.Equal((150m, 300m, 450m), (figures.CommitForecast, figures.BestCaseForecast, figures.OpenPipeline));
    }

    [Fact]
    public void The_parts_sum_to_the_whole_in_any_hierarchy() => AnyForest.Sample(forest =>
    {
        var (teams, people, own, rollUp) = Build(forest, (parent, at) => parent % (at + 1) == at ? -1 : parent % (at + 1));
        var (parents, members) = (forest.Parents, people);
        foreach (var team in teams)
        {
            var whole = Sum(rollUp, team, own);
            Assert.Equal(rollUp.MembersOf(team).Select(person => own[person]).Aggregate(ForecastFigures.Zero, (sum, more) => sum + more),
                whole);
            Assert.Equal(whole.Closed + whole.Commit, whole.CommitForecast);
            Assert.Equal(whole.CommitForecast + whole.BestCase, whole.BestCaseForecast);
        }

        // Every representative with a team counts in the figure of exactly one top team.
        var tops = teams.Where((_, at) => Parent(parents[at], at) < 0);
        var teamed = members.Where(person => person.Value is not null).Select(person => own[person.Key])
            .Aggregate(ForecastFigures.Zero, (sum, more) => sum + more);
        Assert.Equal(teamed, tops.Select(team => Sum(rollUp, team, own)).Aggregate(ForecastFigures.Zero, (sum, more) => sum + more));

        static int Parent(int parent, int at) => parent < 0 || parent % (at + 1) == at ? -1 : parent % (at + 1);
    });

    [Fact]
    public void A_ring_of_teams_ends_and_counts_nobody_twice() => AnyForest.Sample(forest =>
    {
        var (teams, _, own, rollUp) = Build(forest, (parent, _) => parent % forest.Parents.Length);
        foreach (var team in teams)
        {
            Assert.Equal(rollUp.MembersOf(team).Select(person => own[person]).Aggregate(ForecastFigures.Zero, (sum, more) => sum + more),
                Sum(rollUp, team, own));
        }
    });

    private static ForecastFigures Sum(TeamRollUp rollUp, Guid team, Dictionary<Guid, ForecastFigures> own) =>
        rollUp.Sum(team, ForecastFigures.Zero, (sum, more) => sum + more, person => own[person], _ => null);

    private static (List<Guid> Teams, Dictionary<Guid, Guid?> People, Dictionary<Guid, ForecastFigures> Own, TeamRollUp RollUp) Build(
        (int[] Parents, int[] Members, ForecastFigures[] Figures) forest, Func<int, int, int> parentOf)
    {
        var teams = forest.Parents.Select(_ => Guid.CreateVersion7()).ToList();
        var parents = teams.Select((team, at) => (team, Parent: forest.Parents[at] < 0 ? -1 : parentOf(forest.Parents[at], at)))
            .ToDictionary(pair => pair.team, pair => pair.Parent < 0 ? (Guid?)null : teams[pair.Parent]);
        var people = forest.Members.ToDictionary(_ => Guid.CreateVersion7(), team => team < 0 ? (Guid?)null : teams[team % teams.Count]);
        var own = people.Keys.Select((person, at) => (person, at)).ToDictionary(pair => pair.person, pair => forest.Figures[pair.at]);
        return (teams, people, own, new(parents, people));
    }
}
