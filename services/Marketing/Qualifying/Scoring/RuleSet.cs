using Funnel.Contracts;
using Funnel.Contracts.Marketing;
using Funnel.Messaging;
using Funnel.ServiceDefaults;

namespace Funnel.Marketing.Scoring;

/// <summary>A version of the scoring rules. It is a draft until it is published, and it never changes.</summary>
internal sealed class RuleSet : Subject
{
    public const int LongestNote = 500;

    private RuleSet()
    {
    }

    public int Version { get; private init; }

    /// <summary>A lead qualifies if its score reaches this threshold.</summary>
    public decimal Threshold { get; private init; }

    public IReadOnlyList<ScoringRule> Rules { get; private init; } = [];

    public IReadOnlyList<Disqualifier> Disqualifiers { get; private init; } = [];

    public string? Note { get; private init; }

    public DateTimeOffset DraftedAt { get; private init; }

    public DateTimeOffset? PublishedAt { get; private set; }

    /// <summary>The longest time for which a touch counts; null if a rule has no window.</summary>
    public TimeSpan? LongestWindow => Rules.Any(rule => rule is { Touch: not null, WindowDays: null })
        ? null
        : TimeSpan.FromDays(Rules.Max(rule => rule.WindowDays) ?? 0);

    public static Result<RuleSet> Draft(
        int version, decimal threshold, IReadOnlyList<ScoringRule> rules, IReadOnlyList<Disqualifier> disqualifiers, string? note,
        DateTimeOffset now)
    {
        var keys = rules.Select(rule => rule.Key).Concat(disqualifiers.Select(rule => rule.Key)).ToList();
        if (keys.GroupBy(key => key).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            return ScoringRefusals.RuleTwice.Because($"The key '{twice.Key}' occurs {twice.Count()} times.");
        }

        var fault = rules.Select(rule => (rule.Key, Fault: Fault(rule)))
            .Concat(disqualifiers.Select(rule => (rule.Key, Fault: rule.Fit.Fault()))).FirstOrDefault(found => found.Fault is not null);
        return fault.Fault is not null
            ? ScoringRefusals.RuleInvalid.Because($"The rule '{fault.Key}' {fault.Fault}.")
            : new RuleSet
            {
                Id = Guid.CreateVersion7(now),
                Version = version,
                Threshold = decimal.Round(threshold, 2),
                Rules = rules,
                Disqualifiers = disqualifiers,
                Note = note,
                DraftedAt = now.ToMicroseconds(),
            };
    }

    /// <param name="newestPublished">The version in effect. An older version cannot be published; a new draft with its rules can.</param>
    public Result<ScoringRulesPublished> Publish(int newestPublished, DateTimeOffset now)
    {
        if (PublishedAt is not null)
        {
            return ScoringRefusals.AlreadyPublished.Because($"Version {Version} was published at {PublishedAt:O}.");
        }

        if (newestPublished > Version)
        {
            return ScoringRefusals.Superseded
                .Because($"Version {newestPublished} is in effect. Draft the rules of version {Version} as a new version.");
        }

        PublishedAt = now.ToMicroseconds();
        return new ScoringRulesPublished(Id, Version, Threshold);
    }

    private static string? Fault(ScoringRule rule) => (rule.Axis, rule.Fit, rule.Touch) switch
    {
        (ScoreAxis.Fit, { } fit, null) => rule.Cap is not null || rule.WindowDays is not null || rule.HalfLifeDays is not null
            ? "has the axis `fit`, which takes no `cap`, `windowDays` or `halfLifeDays`"
            : fit.Fault(),
        (ScoreAxis.Engagement, null, { } touch) => touch.Fault(),
        _ => "needs exactly one condition: `fit` for the axis `fit`, `touch` for the axis `engagement`",
    };
}
