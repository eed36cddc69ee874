namespace Funnel.Demo;

/// <summary>What happened in a year: who came, how, and what Sales made of it.</summary>
public sealed record Story(IReadOnlyList<Rep> Reps, IReadOnlyList<Lead> Leads, IReadOnlyList<Deal> Deals);

/// <summary>A sales representative.</summary>
public sealed record Rep(string Id, string Name);

/// <param name="Channel">The channel that Funnel is expected to name; null where nothing tells it.</param>
/// <param name="Visits">Oldest first.</param>
/// <param name="Answers">What Sales answered, one a cycle.</param>
public sealed record Lead(
    string Id, string? Name, string? Email, string? Company, string? JobTitle, string? Country, int? CompanySize,
    string? Channel, string LandingPage, DateTimeOffset At, IReadOnlyList<Visit> Visits, IReadOnlyList<Answer> Answers);

/// <summary>A touch. <paramref name="Channel"/> is sent only where the source system names it.</summary>
public sealed record Visit(
    string Kind, string? Asset, DateTimeOffset At, string? Channel = null, string? Url = null, string? Referrer = null,
    string? Source = null, string? Medium = null, string? Campaign = null);

/// <param name="Decision"><c>accept</c>, <c>reject</c> or <c>recycle</c>.</param>
public sealed record Answer(string Decision, string? Reason, DateTimeOffset At, DateTimeOffset? ReturnAfter = null);

/// <param name="Stages">The stages that it went through after the first one, with their times.</param>
/// <param name="Outcome"><c>won</c>, <c>lost</c>, or null while it is open.</param>
public sealed record Deal(
    string Id, string LeadId, string Account, string Rep, decimal Amount, DateTimeOffset OpenedAt,
    IReadOnlyList<(string Stage, DateTimeOffset At)> Stages, string? Outcome, DateTimeOffset? ClosedAt, string? Reason);
