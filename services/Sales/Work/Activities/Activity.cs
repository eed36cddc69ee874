using Funnel.Contracts.Sales;
using Funnel.Messaging;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Activities;

public enum ActivityKind
{
    Call,
    Email,
    Meeting,
    Note,
}

/// <summary>
/// A call, an email, a meeting or a note of a representative. It is logged once. Its text, outcome and time can be corrected.
/// </summary>
internal sealed class Activity : Messaging.Subject
{
    public const int SubjectLength = 200;
    public const int OutcomeLength = 200;
    public const int BodyLength = 10_000;
    public const int MostRecords = 20;
    public const int LongestMinutes = 24 * 60;

    private readonly List<ActivityRecord> records = [];

    private Activity()
    {
    }

    public ActivityKind Kind { get; private init; }

    public string Subject { get; private set; } = "";

    public string? Body { get; private set; }

    /// <summary>What the search reads. It follows the other fields.</summary>
    [IsRecord]
    public string SearchText
    {
        get => Values.SearchText.Of(Subject, Body);
        private set { }
    }

    /// <summary>What came of the activity.</summary>
    public string? Outcome { get; private set; }

    public DateTimeOffset OccurredAt { get; private set; }

    public int? Minutes { get; private set; }

    public Guid RepresentativeId { get; private init; }

    public DateTimeOffset RecordedAt { get; private init; }

    /// <summary>The lead that the activity belongs to; without a lead, its first record.</summary>
    public Guid PersonId { get; private init; }

    public IReadOnlyList<ActivityRecord> Records => records;

    protected override Guid Correlation => PersonId;

    /// <summary>Whether the representative reached out to a person. Outreach stops the SLA clock of a handoff.</summary>
    public bool IsOutreach => IsOutreachOf(Kind);

    public static bool IsOutreachOf(ActivityKind kind) => kind != ActivityKind.Note;

    public static (Activity Activity, ActivityLogged Fact) Log(
        LogActivityRequest request, Guid representativeId, string representative, NamedRecords belongsTo, DateTimeOffset occurredAt,
        DateTimeOffset now)
    {
        var activity = new Activity
        {
            // Made from the time of the activity, so the order of the ids is the order of time.
            Id = Guid.CreateVersion7(occurredAt),
            Kind = request.Kind,
            Subject = request.Subject.Trim(),
            Body = request.Body,
            OccurredAt = occurredAt,
            Minutes = request.Minutes,
            Outcome = request.Outcome,
            PersonId = belongsTo.LeadId ?? belongsTo.Found[0].Id,
            RepresentativeId = representativeId,
            RecordedAt = now.ToMicroseconds(),
        };
        activity.records.AddRange(belongsTo.Found.Select(record => ActivityRecord.Of(activity.Id, record, now)));
        return (activity,
            new(activity.Id, Enum.Parse<SalesActivityKind>(activity.Kind.ToString()), belongsTo.LeadId, representativeId, representative,
            belongsTo.Of(RecordKind.Account), belongsTo.Of(RecordKind.Contact), belongsTo.Of(RecordKind.Opportunity),
            belongsTo.Of(RecordKind.Handoff)));
    }

    /// <returns>The fact to publish; null if nothing changes.</returns>
    public ActivityChanged? Change(ChangeActivityRequest request, string representative)
    {
        List<string> changed = [];
        var from = OccurredAt;
        var at = request.OccurredAt?.ToMicroseconds() ?? OccurredAt;
        Note("subject", request.Subject is { } subject && subject.Trim() != Subject);
        Note("body", request.Body is { } body && body != Body);
        Note("outcome", request.Outcome is { } outcome && outcome != Outcome);
        Note("minutes", request.Minutes is { } minutes && minutes != Minutes);
        Note("occurredAt", at != from);
        (Subject, Body, Outcome) = (request.Subject?.Trim() ?? Subject, request.Body ?? Body, request.Outcome ?? Outcome);
        (Minutes, OccurredAt) = (request.Minutes ?? Minutes, at);
        return changed.Count == 0 ? null
            : new(Id, Enum.Parse<SalesActivityKind>(Kind.ToString()), RepresentativeId, representative, changed, from, at);

        void Note(string field, bool differs) => changed.AddRange(differs ? [field] : []);
    }
}

/// <summary>Links an activity to exactly one record.</summary>
internal sealed class ActivityRecord
{
    private ActivityRecord()
    {
    }

    public Guid Id { get; private init; }

    public Guid ActivityId { get; private init; }

    public Guid? AccountId { get; private init; }

    public Guid? ContactId { get; private init; }

    public Guid? OpportunityId { get; private init; }

    public Guid? HandoffId { get; private init; }

    public static ActivityRecord Of(Guid activityId, RecordReference record, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        ActivityId = activityId,
        AccountId = record.Kind == RecordKind.Account ? record.Id : null,
        ContactId = record.Kind == RecordKind.Contact ? record.Id : null,
        OpportunityId = record.Kind == RecordKind.Opportunity ? record.Id : null,
        HandoffId = record.Kind == RecordKind.Handoff ? record.Id : null,
    };
}
