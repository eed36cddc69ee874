namespace Funnel.Contracts.Sales;

/// <summary>
/// A representative corrected a logged activity. The event does not contain its text. Published by Sales, once for each change.
/// Key: <c>sales.activity.changed.v1</c>; subject: the activity.
/// </summary>
/// <param name="Representative">The name of the representative at that time.</param>
/// <param name="Changed">The changed fields: subject, body, outcome, minutes, occurredAt.</param>
/// <param name="FromOccurredAt">The time of the activity before the change.</param>
/// <param name="OccurredAt">The time of the activity after the change.</param>
[Event("sales.activity.changed.v1")]
public sealed record ActivityChanged(
    Guid ActivityId,
    SalesActivityKind Kind,
    Guid RepresentativeId,
    [property: Personal] string Representative,
    IReadOnlyList<string> Changed,
    DateTimeOffset FromOccurredAt,
    DateTimeOffset OccurredAt);
