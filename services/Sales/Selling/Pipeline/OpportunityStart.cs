using Funnel.Sales.Handoffs;
using Funnel.Sales.Team;

namespace Funnel.Sales.Pipeline;

/// <summary>The values with which a new opportunity starts. All of them were looked up and checked.</summary>
/// <param name="Handoff">The accepted handoff that becomes this opportunity. A handoff becomes one opportunity at most.</param>
internal sealed record OpportunityStart(
    string Name, Money Money, DateOnly ExpectedCloseDate, SalesPipeline Pipeline, Stage Stage,
    Guid AccountId, Guid? ContactId, Guid? LeadId, Handoff? Handoff, Representative? Owner, string? ExternalId, string? Fields = null);
