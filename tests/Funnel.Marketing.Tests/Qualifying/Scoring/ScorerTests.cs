using CsCheck;
using Funnel.Contracts;
using Funnel.Marketing.Scoring;

namespace Funnel.Marketing.Tests.Scoring;

public sealed class ScorerTests
{
    private static readonly DateTimeOffset Start = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly LeadFacts Nobody = new(null, null, null, null, null, null, null, null, null);
    private static readonly TouchKind[] Kinds = [TouchKind.PageView, TouchKind.Form, TouchKind.Event];

    private static readonly Gen<DateTimeOffset> Moment = Gen.Int[0, 400 * 24 * 60].Select(minutes => Start.AddMinutes(minutes));

    private static readonly Gen<decimal> Points = Gen.Int[-5000, 5000].Select(cents => cents / 100m);

    private static readonly Gen<ScoredTouch> Touch = Gen.Select(AnyOf(Kinds), AnyOf<string?>("a", "b", null), Moment, Gen.Guid)
        .Select((kind, asset, at, id) => new ScoredTouch(id, kind, asset, null, null, null, at));

    private static readonly Gen<ScoringRule> EngagementRule = Gen.Select(
            AnyOf(Kinds), AnyOf<string?>("a", "b", null), Points, Gen.Int[0, 10_000].Select(cap => cap / 1000m).Nullable(),
            Gen.Int[1, 200].Nullable(), Gen.Int[1, 9000].Nullable())
        .Select((kind, asset, points, cap, window, halfLife) => new ScoringRule
        {
            Key = "",
            Axis = ScoreAxis.Engagement,
            Points = points,
            Cap = cap,
            WindowDays = window,
            HalfLifeDays = halfLife / 100m,
            Touch = new() { Kind = kind, Assets = asset is null ? null : [asset] },
        });

    private static readonly Gen<ScoringRule> FitRule = Gen.Select(Points, Gen.Int[1, 100]).Select((points, size) => new ScoringRule
    {
        Key = "",
        Axis = ScoreAxis.Fit,
        Points = points,
        Fit = new() { Field = FitField.CompanySize, Operator = FitOperator.AtLeast, Values = [$"{size}"] },
    });

    private static readonly Gen<RuleSet> Rules = Gen.Select(Gen.OneOf(EngagementRule, FitRule).List[0, 12], Gen.Bool)
        .Select((rules, disqualifies) => RuleSet.Draft(
        1, 50, [.. rules.Select((rule, at) => rule with { Key = $"rule-{at}" })],
        disqualifies ? [new() { Key = "never", Fit = new() { Field = FitField.CompanySize, Operator = FitOperator.Exists } }] : [], null,
        Start).Value!);

    private static readonly Gen<(RuleSet Rules, LeadFacts Lead, List<ScoredTouch> Touches, DateTimeOffset At)> Case =
        Gen.Select(Rules, Gen.Int[1, 100].Nullable(), Touch.List[0, 40], Moment)
            .Select((rules, size, touches, at) => (rules, Nobody with { CompanySize = size }, touches, at));

    [Fact]
    public void Contributions_sum_exactly_to_the_score() => Case.Sample(given =>
    {
        var score = Scorer.Score(given.Rules, given.Lead, given.Touches, given.At);
        Assert.Equal(score.Value, score.Contributions.Sum(part => part.ToContract().Points));
        Assert.Equal((score.Fit, score.Engagement), (Sum(ScoreAxis.Fit), Sum(ScoreAxis.Engagement)));
        Assert.All(score.Contributions, part => Assert.Equal(decimal.Round(part.Points, 2), part.Points));
        Assert.All(score.Contributions.Where(part => part.Touch is not null), part => Assert.True(part.Touch!.OccurredAt <= given.At));

        decimal Sum(ScoreAxis axis) => score.Contributions.Where(part => part.Axis == axis).Sum(part => part.Points);
    });

    [Fact]
    public void The_order_in_which_touches_are_known_makes_no_difference() => Gen.Select(Case, Gen.Int).Sample((given, seed) =>
    {
        var shuffled = given.Touches.ToArray();
        new Random(seed).Shuffle(shuffled);
        var (one, other) =
            (Scorer.Score(given.Rules, given.Lead, given.Touches, given.At), Scorer.Score(given.Rules, given.Lead, shuffled, given.At));
        Assert.Equal(one.Contributions, other.Contributions);
    });

    [Fact]
    public void Decay_never_changes_the_sign_of_points_and_never_increases_them() => Case.Sample(given =>
    {
        foreach (var part in Scorer.Score(given.Rules, given.Lead, given.Touches, given.At).Contributions
            .Where(part => part.Touch is not null))
        {
            var points = given.Rules.Rules.Single(rule => rule.Key == part.Rule).Points;
            Assert.True(Math.Sign(part.Points) == Math.Sign(points) && Math.Abs(part.Points) <= Math.Abs(points));
        }
    });

    [Fact]
    public void Caps_and_windows_limit_the_points() => Case.Sample(given =>
    {
        var score = Scorer.Score(given.Rules, given.Lead, given.Touches, given.At);
        foreach (var rule in given.Rules.Rules.Where(rule => rule.Touch is not null))
        {
            var parts = score.Contributions.Where(part => part.Rule == rule.Key).ToList();
            Assert.True(Math.Abs(parts.Sum(part => part.Points)) <= decimal.Round(rule.Cap ?? decimal.MaxValue, 2));
            Assert.All(parts, part => Assert.False((given.At - part.Touch!.OccurredAt).TotalDays > rule.WindowDays));
        }
    });

    [Fact]
    public void A_disqualifier_takes_all_points_away_and_shows_as_a_contribution() => Case.Sample(given =>
    {
        var score = Scorer.Score(given.Rules, given.Lead, given.Touches, given.At);
        if (score.Contributions.Any(part => part.Rule == "never"))
        {
            Assert.True(score is { IsDisqualified: true, Qualifies: false } && score.Value <= 0);
        }
    });

    [Theory]
    [InlineData(0, 10)]
    [InlineData(14, 5)]
    [InlineData(28, 2.5)]
    [InlineData(7, 7.07)]
    public void Points_halve_with_each_half_life(int days, decimal expected)
    {
        var rules = RuleSet.Draft(1, 50,
            [new() { Key = "view", Axis = ScoreAxis.Engagement, Points = 10, HalfLifeDays = 14,
                Touch = new() { Kind = TouchKind.PageView } }], [], null, Start).Value!;
        var touch = new ScoredTouch(Guid.CreateVersion7(Start), TouchKind.PageView, null, null, null, null, Start);
        Assert.Equal(expected, Scorer.Score(rules, Nobody, [touch], Start.AddDays(days)).Value);
    }

    [Theory]
    [InlineData(FitField.JobTitle, FitOperator.Contains, "cto", true)]
    [InlineData(FitField.JobTitle, FitOperator.Contains, "direct", false)]
    [InlineData(FitField.JobTitle, FitOperator.Equals, "CTO, EMEA", true)]
    [InlineData(FitField.JobTitle, FitOperator.In, "cto", false)]
    [InlineData(FitField.CompanySize, FitOperator.AtLeast, "50", true)]
    [InlineData(FitField.CompanySize, FitOperator.AtLeast, "51", false)]
    [InlineData(FitField.EmailDomain, FitOperator.In, "Customer.Example", true)]
    [InlineData(FitField.Company, FitOperator.Exists, null, false)]
    [InlineData(FitField.Country, FitOperator.Exists, null, true)]
    public void A_fit_condition_holds_or_not(FitField field, FitOperator @operator, string? value, bool holds)
    {
        var lead = new LeadFacts("DE", "Cto, EMEA", 50, null, "customer.example", null, null, null, null);
        Assert.Equal(holds, new FitPredicate { Field = field, Operator = @operator, Values = value is null ? [] : [value] }.Holds(lead));
        Assert.False(
            new FitPredicate { Field = FitField.JobTitle, Operator = FitOperator.Contains,
                Values = ["cto"] }.Holds(lead with { JobTitle = "Director" }));
    }

    private static Gen<T> AnyOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(at => values[at]);
}
