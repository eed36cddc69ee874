namespace Funnel.Demo;

/// <summary>A year of history: the people who came, and the decisions and deals of Sales.</summary>
public sealed record Story(IReadOnlyList<Rep> Reps, IReadOnlyList<Lead> Leads, IReadOnlyList<Deal> Deals);

/// <summary>A sales representative.</summary>
public sealed record Rep(string Id, string Name);

/// <param name="Channel">The channel that Insights must report for this lead; null if the touches do not name one.</param>
/// <param name="Visits">The touches of the lead, oldest first.</param>
/// <param name="Answers">The decisions of Sales, one for each cycle.</param>
public sealed record Lead(
    string Id, string? Name, string? Email, string? Company, string? JobTitle, string? Country, int? CompanySize,
    string? Channel, string LandingPage, DateTimeOffset At, IReadOnlyList<Visit> Visits, IReadOnlyList<Answer> Answers);

/// <summary>A touch.</summary>
/// <param name="Channel">The channel, if the source system names it; otherwise null.</param>
public sealed record Visit(
    string Kind, string? Asset, DateTimeOffset At, string? Channel = null, string? Url = null, string? Referrer = null,
    string? Source = null, string? Medium = null, string? Campaign = null);

/// <summary>A decision on a handoff.</summary>
/// <param name="Decision"><c>accept</c>, <c>reject</c> or <c>recycle</c>.</param>
public sealed record Answer(string Decision, string? Reason, DateTimeOffset At, DateTimeOffset? ReturnAfter = null);

/// <summary>An opportunity.</summary>
/// <param name="Stages">The stages after the first one, with the time of each move.</param>
/// <param name="Outcome"><c>won</c> or <c>lost</c>; null if the deal is open.</param>
public sealed record Deal(
    string Id, string LeadId, string Account, string Rep, decimal Amount, DateTimeOffset OpenedAt,
    IReadOnlyList<(string Stage, DateTimeOffset At)> Stages, string? Outcome, DateTimeOffset? ClosedAt, string? Reason);
