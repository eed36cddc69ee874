namespace Funnel.Sales.Handoffs;

/// <summary>An outreach activity on one record. Work fills it (<see cref="SalesDb.LoggedOutreach"/>).</summary>
internal sealed class LoggedOutreach
{
    public required Guid? HandoffId { get; init; }

    public required Guid? OpportunityId { get; init; }

    public required Guid? ContactId { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }
}
