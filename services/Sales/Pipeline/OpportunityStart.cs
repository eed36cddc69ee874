using Funnel.Sales.Team;

namespace Funnel.Sales.Pipeline;

/// <summary>What a new opportunity starts with; everything in it has been looked up and checked.</summary>
internal sealed record OpportunityStart(
    string Name, Money Money, DateOnly ExpectedCloseDate, SalesPipeline Pipeline, Stage Stage,
    Guid AccountId, Guid? ContactId, Guid? LeadId, Guid? HandoffId, Representative? Owner, string? ExternalId, string? Fields = null);
