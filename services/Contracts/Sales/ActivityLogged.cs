namespace Funnel.Contracts.Sales;

/// <summary>
/// A person in Sales called, wrote, met somebody, or noted something. Published by Sales, once an activity; the event bears
/// the activity's id. What was said is not told. Key: <c>sales.activity.logged.v1</c>; subject: the activity.
/// </summary>
/// <param name="LeadId">Of the first handoff or opportunity that it belongs to and that has a lead.</param>
/// <param name="Representative">Whose activity it is, as the person was called then.</param>
[Event("sales.activity.logged.v1")]
public sealed record ActivityLogged(
    Guid ActivityId,
    SalesActivityKind Kind,
    Guid? LeadId,
    Guid RepresentativeId,
    string Representative,
    IReadOnlyList<Guid> AccountIds,
    IReadOnlyList<Guid> ContactIds,
    IReadOnlyList<Guid> OpportunityIds,
    IReadOnlyList<Guid> HandoffIds);

/// <summary>What was done.</summary>
public enum SalesActivityKind
{
    /// <summary>A kind that this version does not know.</summary>
    Unknown,
    Call,
    Email,
    Meeting,
    Note,
}
