using Funnel.Sales.Handoffs;
using Funnel.Sales.Team;

namespace Funnel.Sales.Pipeline;

/// <summary>What a new opportunity starts with; everything in it has been looked up and checked.</summary>
/// <param name="Handoff">What it comes of: accepted, and of no other.</param>
internal sealed record OpportunityStart(
    string Name, Money Money, DateOnly ExpectedCloseDate, SalesPipeline Pipeline, Stage Stage,
    Guid AccountId, Guid? ContactId, Guid? LeadId, Handoff? Handoff, Representative? Owner, string? ExternalId, string? Fields = null);
