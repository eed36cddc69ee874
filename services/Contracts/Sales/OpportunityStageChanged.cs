namespace Funnel.Contracts.Sales;

/// <summary>
/// An open opportunity moved to another open stage of its pipeline. Published by Sales, once for each move.
/// Key: <c>sales.opportunity.stage-changed.v1</c>; subject: the opportunity.
/// </summary>
/// <param name="Probability">The probability of the new stage, 0 to 1.</param>
[Event("sales.opportunity.stage-changed.v1")]
public sealed record OpportunityStageChanged(
    Guid OpportunityId,
    Guid? LeadId,
    string FromStage,
    string ToStage,
    decimal Probability);
