using Funnel.ServiceDefaults;

namespace Funnel.Sales.Pipeline;

/// <summary>The opportunity entered a stage. Never changed, never deleted.</summary>
/// <param name="Sequence">Number of the fact that told it, among the opportunity's.</param>
[IsRecord]
internal sealed record StageEntry(Guid OpportunityId, int Sequence, string? FromStage, string ToStage, decimal Probability, DateTimeOffset At);

/// <summary>The opportunity's amount became another. Never changed, never deleted.</summary>
/// <param name="Sequence">Number of the fact that told it, among the opportunity's.</param>
[IsRecord]
internal sealed record AmountEntry(Guid OpportunityId, int Sequence, decimal? FromAmount, decimal ToAmount, DateTimeOffset At);

/// <summary>The opportunity is expected to close on another day. Never changed, never deleted: slippage is read from it.</summary>
/// <param name="Sequence">Number of the fact that told it, among the opportunity's.</param>
[IsRecord]
internal sealed record CloseDateEntry(Guid OpportunityId, int Sequence, DateOnly? FromDate, DateOnly ToDate, DateTimeOffset At);
