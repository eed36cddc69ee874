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

/// <summary>A call, an email, a meeting or a note of a representative. It is logged once and never changes.</summary>
internal sealed class Activity
{
    public const int SubjectLength = 200;
    public const int BodyLength = 10_000;
    public const int MostRecords = 20;
    public const int LongestMinutes = 24 * 60;

    private readonly List<ActivityRecord> records = [];

    private Activity()
    {
    }

    /// <summary>Made from the time of the activity, so the order of the ids is the order of time.</summary>
    public Guid Id { get; private init; }

    public ActivityKind Kind { get; private init; }

    public string Subject { get; private init; } = "";

    public string? Body { get; private init; }

    public DateTimeOffset OccurredAt { get; private init; }

    public int? Minutes { get; private init; }

    public Guid RepresentativeId { get; private init; }

    public DateTimeOffset RecordedAt { get; private init; }

    public IReadOnlyList<ActivityRecord> Records => records;

    /// <summary>Whether the representative reached out to a person. Outreach stops the SLA clock of a handoff.</summary>
    public bool IsOutreach => IsOutreachOf(Kind);

    public static bool IsOutreachOf(ActivityKind kind) => kind != ActivityKind.Note;

    public static (Activity Activity, ActivityLogged Fact) Log(
        LogActivityRequest request, Guid representativeId, string representative, NamedRecords belongsTo, DateTimeOffset occurredAt,
        DateTimeOffset now)
    {
        var activity = new Activity
        {
            Id = Guid.CreateVersion7(occurredAt),
            Kind = request.Kind,
            Subject = request.Subject.Trim(),
            Body = request.Body,
            OccurredAt = occurredAt,
            Minutes = request.Minutes,
            RepresentativeId = representativeId,
            RecordedAt = now.ToMicroseconds(),
        };
        activity.records.AddRange(belongsTo.Found.Select(record => ActivityRecord.Of(activity.Id, record, now)));
        return (activity,
            new(activity.Id, Enum.Parse<SalesActivityKind>(activity.Kind.ToString()), belongsTo.LeadId, representativeId, representative,
            belongsTo.Of(RecordKind.Account), belongsTo.Of(RecordKind.Contact), belongsTo.Of(RecordKind.Opportunity),
            belongsTo.Of(RecordKind.Handoff)));
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
