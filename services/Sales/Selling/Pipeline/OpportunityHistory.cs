using Funnel.ServiceDefaults;

namespace Funnel.Sales.Pipeline;

/// <summary>The opportunity entered a stage. Rows are never changed or deleted.</summary>
/// <param name="Sequence">The number of the fact among the opportunity's facts.</param>
[IsRecord]
internal sealed record StageEntry(Guid OpportunityId, int Sequence, string? FromStage, string ToStage, decimal Probability,
    DateTimeOffset At);

/// <summary>The amount of the opportunity changed. Rows are never changed or deleted.</summary>
/// <param name="Sequence">The number of the fact among the opportunity's facts.</param>
[IsRecord]
internal sealed record AmountEntry(Guid OpportunityId, int Sequence, decimal? FromAmount, decimal ToAmount, DateTimeOffset At);

/// <summary>The expected close date of the opportunity changed. Rows are never changed or deleted. They show slippage.</summary>
/// <param name="Sequence">The number of the fact among the opportunity's facts.</param>
[IsRecord]
internal sealed record CloseDateEntry(Guid OpportunityId, int Sequence, DateOnly? FromDate, DateOnly ToDate, DateTimeOffset At);
