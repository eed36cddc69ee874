namespace Funnel.Contracts.Sales;

/// <summary>
/// A representative logged a call, an email, a meeting or a note. The event has the id of the activity and does not contain its
/// text. Published by Sales, once for each activity.
/// Key: <c>sales.activity.logged.v1</c>; subject: the activity.
/// </summary>
/// <param name="LeadId">The lead of the first handoff or opportunity of the activity that has a lead.</param>
/// <param name="Representative">The name of the representative at that time.</param>
[Event("sales.activity.logged.v1")]
public sealed record ActivityLogged(
    Guid ActivityId,
    SalesActivityKind Kind,
    Guid? LeadId,
    Guid RepresentativeId,
    [property: Personal] string Representative,
    IReadOnlyList<Guid> AccountIds,
    IReadOnlyList<Guid> ContactIds,
    IReadOnlyList<Guid> OpportunityIds,
    IReadOnlyList<Guid> HandoffIds);

/// <summary>The kind of an activity.</summary>
public enum SalesActivityKind
{
    /// <summary>A kind that this version does not know.</summary>
    Unknown,
    Call,
    Email,
    Meeting,
    Note,
}
