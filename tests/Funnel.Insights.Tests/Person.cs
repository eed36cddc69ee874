using Funnel.Contracts;
using Funnel.Contracts.Marketing;
using Funnel.Contracts.Sales;
using Funnel.Messaging;

namespace Funnel.Insights.Tests;

/// <summary>A person, and the events that the other services publish about the person. Each event causes the next one.</summary>
internal sealed class Person
{
    private readonly Dictionary<Guid, int> sequences = [];
    private DateTimeOffset recorded = Now();

    public Guid Id { get; } = NewId();

    public Guid Handoff { get; private set; } = NewId();

    public Guid Opportunity { get; private set; } = NewId();

    public List<CloudEvent> Events { get; } = [];

    public static DateTimeOffset Day(int year, int month, int day, int hour = 12) => new(year, month, day, hour, 0, 0, TimeSpan.Zero);

    public static DateTimeOffset Now() => TimeProvider.System.GetUtcNow();

    public static Guid NewId() => Guid.CreateVersion7(Now());

    public Person Captured(DateTimeOffset at, string? channel = null, string? page = null) =>
        Tell("marketing", Id, at,
            new ContactCaptured(Id, null, "ada@example.org", "Ada", null, null, channel, "google", "cpc", "spring", page));

    public Person Touched(DateTimeOffset at, TouchKind kind = TouchKind.AdClick)
    {
        var touch = NewId();
        return Tell("marketing", touch, at,
            new TouchRecorded(touch, Id, kind, "brochure", "paid search", null, null, null, null, null, null, null));
    }

    public Person Qualified(DateTimeOffset at, int cycle = 1) => Tell("marketing", Id, at, new LeadQualified(Id, cycle, 3, 60, 20, 40, 50,
        [new("Form", ScoreAxis.Engagement, 60, null, null)], new(null, null, null, null, null, null, null, null, null, null, [], [])));

    public Person Assigned(DateTimeOffset at, int cycle = 1)
    {
        Handoff = cycle == 1 ? Handoff : NewId();
        return Tell("sales", Handoff, at, new LeadAssigned(Handoff, Id, cycle, NewId(), "Grace", "next in turn", at.AddDays(1)));
    }

    public Person Accepted(DateTimeOffset at, int cycle = 1) =>
        Tell("sales", Handoff, at, new LeadAccepted(Handoff, Id, cycle, "Grace", null, null));

    public Person Recycled(DateTimeOffset at, int cycle = 1) =>
        Tell("sales", Handoff, at, new LeadRecycled(Handoff, Id, cycle, "Grace", "timing", at.AddDays(90), null));

    public Person Opened(DateTimeOffset at, decimal amount = 1000, string currency = "EUR", string? owner = "Grace", bool another = false)
    {
        Opportunity = another ? NewId() : Opportunity;
        return Tell("sales", Opportunity, at,
            new OpportunityCreated(Opportunity, Id, Handoff, Id, null, "Deal", "Default", "Qualification", 0.1m, amount, currency,
            DateOnly.FromDateTime(at.UtcDateTime.AddDays(90)), null, owner));
    }

    public Person Moved(DateTimeOffset at) =>
        Tell("sales", Opportunity, at, new OpportunityStageChanged(Opportunity, Id, "Qualification", "Proposal", 0.5m));

    public Person Repriced(DateTimeOffset at, decimal from, decimal to, string currency = "EUR") =>
        Tell("sales", Opportunity, at, new OpportunityAmountChanged(Opportunity, Id, from, to, currency));

    public Person Won(DateTimeOffset at, DateTimeOffset opened, decimal amount = 1000, string currency = "EUR", string? owner = "Grace") =>
        Tell("sales", Opportunity, at, new OpportunityWon(Opportunity, Id, Id, amount, currency, "best-fit", opened, null, owner));

    public Person Lost(DateTimeOffset at, DateTimeOffset opened, decimal amount = 1000, string currency = "EUR", string? owner = "Grace") =>
        Tell("sales", Opportunity, at, new OpportunityLost(Opportunity, Id, Id, amount, currency, "price", opened, null, owner));

    public Person Reopened(
        DateTimeOffset at, DateTimeOffset opened, string outcome = "won", decimal amount = 1000, string currency = "EUR") =>
        Tell("sales", Opportunity, at, new OpportunityReopened(Opportunity, Id, Id, outcome, at.AddDays(-1), "closed-by-mistake",
            "Proposal", 0.5m, amount, currency, opened, null, "Grace"));

    public Person Corrected(DateTimeOffset at, DateTimeOffset opened, DateTimeOffset closed, decimal amount, string currency = "EUR",
        string? owner = "Grace", string outcome = "won") =>
        Tell("sales", Opportunity, at, new OpportunityCorrected(Opportunity, Id, Id, ["amount"], outcome, "Deal", 1000, amount, currency,
            "price", closed, closed, opened, null, owner));

    /// <summary>All events from the capture to the won deal, within twenty days and two cycles.</summary>
    public static Person WithWholeStory(DateTimeOffset at, string? channel = "paid search") => new Person()
        .Captured(at, channel, "/home").Touched(at.AddHours(1)).Qualified(at.AddDays(1)).Assigned(at.AddDays(1)).Recycled(at.AddDays(2))
        .Qualified(at.AddDays(5), 2).Assigned(at.AddDays(5), 2).Accepted(at.AddDays(6), 2).Opened(at.AddDays(7), 800).Moved(at.AddDays(8))
        .Repriced(at.AddDays(9), 800, 900).Won(at.AddDays(20), at.AddDays(7), 900);

    private Person Tell(string service, Guid subject, DateTimeOffset at, object fact)
    {
        var sequence = sequences[subject] = sequences.GetValueOrDefault(subject) + 1;
        recorded = recorded.AddMilliseconds(1);
        Events.Add(new CloudEvent(NewId(), $"/funnel/{service}", EventTypes.NameOf(fact.GetType()), at, subject, sequence, recorded, Id,
            Events.Count == 0 ? null : Events[^1].Id, null, fact));
        return this;
    }
}
