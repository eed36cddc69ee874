using Funnel.Sales.Visibility;

namespace Funnel.Sales.Handoffs;

/// <summary>
/// The part of an opportunity that the groups above Selling read. Selling fills it (<see cref="SalesDb.OpportunityOutlines"/>).
/// </summary>
internal sealed class OpportunityOutline : IOwned
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    public required Guid? LeadId { get; init; }

    /// <summary>The handoff that was converted to this opportunity.</summary>
    public required Guid? HandoffId { get; init; }

    public required Guid? OwnerId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required bool IsOpen { get; init; }

    /// <summary>Absent unless the opportunity is won.</summary>
    public required DateTimeOffset? WonAt { get; init; }

    /// <summary>The time since which the opportunity has been in its stage for too long.</summary>
    public required DateTimeOffset? StalledAt { get; init; }
}
