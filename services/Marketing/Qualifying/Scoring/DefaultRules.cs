using Funnel.Contracts;

namespace Funnel.Marketing.Scoring;

/// <summary>Version 1 of the rules. It is in effect after the first migration, until a team publishes its own rules.</summary>
internal static class DefaultRules
{
    public const decimal Threshold = 50;

    private static readonly ScoringRule[] Rules =
    [
        Fit("company-of-50", 10, FitField.CompanySize, FitOperator.AtLeast, "50"),
        Fit("company-of-500", 5, FitField.CompanySize, FitOperator.AtLeast, "500"),
        Fit("decision-maker", 15, FitField.JobTitle, FitOperator.Contains,
            "chief", "ceo", "cfo", "cio", "cmo", "coo", "cto", "founder", "co-founder", "owner", "president", "vp", "vice president",
            "head", "director"),
        Fit("manager", 5, FitField.JobTitle, FitOperator.Contains, "manager", "lead"),
        Fit("company-known", 5, FitField.Company, FitOperator.Exists),

        // A request for a call, a demo or a price qualifies a lead by itself.
        Touch("high-intent-form", 60, TouchKind.Form, cap: 60, windowDays: 90,
            assets: ["contact-sales", "demo-request", "pricing-request", "apply"]),
        Touch("form", 10, TouchKind.Form, cap: 20, windowDays: 90, halfLifeDays: 30),
        Touch("page-view", 2, TouchKind.PageView, cap: 20, windowDays: 90, halfLifeDays: 14),
        Touch("email-click", 5, TouchKind.EmailClick, cap: 25, windowDays: 90, halfLifeDays: 30),
        Touch("event", 15, TouchKind.Event, cap: 30, windowDays: 180, halfLifeDays: 60),
        Touch("ad-click", 3, TouchKind.AdClick, cap: 9, windowDays: 90, halfLifeDays: 14),
        Touch("call-in", 40, TouchKind.CallIn, cap: 40, windowDays: 90, halfLifeDays: 30),

        // Email opens never score, because mail programs open mails by themselves.
    ];

    private static readonly Disqualifier[] Disqualifiers =
    [
        new() { Key = "student-or-job-seeker",
            Fit = new() { Field = FitField.JobTitle, Operator = FitOperator.Contains, Values = ["student", "intern", "job seeker"] } },

        // A team adds the email domains of its competitors here.
        new() { Key = "competitor", Fit = new() { Field = FitField.EmailDomain, Operator = FitOperator.In, Values = [] } },
    ];

    /// <summary>The row that the migration inserts.</summary>
    public static readonly object Seed = new
    {
        Id = new Guid("01930000-0000-7000-8000-000000000001"),
        Version = 1,
        Threshold,
        Rules = (IReadOnlyList<ScoringRule>)Rules,
        Disqualifiers = (IReadOnlyList<Disqualifier>)Disqualifiers,
        Note = "The rules that Funnel comes with.",
        DraftedAt = new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero),
        PublishedAt = (DateTimeOffset?)new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero),
        Sequence = 0,
    };

    private static ScoringRule Fit(string key, decimal points, FitField field, FitOperator @operator, params string[] values) => new()
    {
        Key = key,
        Axis = ScoreAxis.Fit,
        Points = points,
        Fit = new() { Field = field, Operator = @operator, Values = values },
    };

    private static ScoringRule Touch(
        string key, decimal points, TouchKind kind, decimal cap, int windowDays, decimal? halfLifeDays = null, string[]? assets = null) =>
            new()
        {
            Key = key,
            Axis = ScoreAxis.Engagement,
            Points = points,
            Cap = cap,
            WindowDays = windowDays,
            HalfLifeDays = halfLifeDays,
            Touch = new() { Kind = kind, Assets = assets },
        };
}
