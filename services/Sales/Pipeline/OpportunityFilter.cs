using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Pipeline;

/// <summary>Which opportunities: those to which all that is named applies.</summary>
public sealed record OpportunityFilter(
    [property: RegularExpression("^(open|won|lost)$")] string? Status = null,
    [property: RegularExpression(SalesPipeline.CodePattern), MaxLength(SalesPipeline.CodeLength)] string? Pipeline = null,
    [property: RegularExpression(SalesPipeline.CodePattern), MaxLength(SalesPipeline.CodeLength)] string? Stage = null,
    [property: RegularExpression("^(omitted|pipeline|bestCase|commit|closed)$")] string? ForecastCategory = null,
    Guid? OwnerId = null, Guid? AccountId = null, Guid? LeadId = null,
    [property: Description("Expected to close on this day or later.")] DateOnly? ClosingFrom = null,
    [property: Description("Expected to close on this day or earlier.")] DateOnly? ClosingUntil = null,
    [property: Description("In their stage for longer than it allows.")] bool? Stalled = null,
    [property: Description("A part of the name, 2 to 100 characters, in capitals or not."), StringLength(100, MinimumLength = 2)] string? Search = null)
{
    internal IQueryable<Opportunity> Of(IQueryable<Opportunity> found)
    {
        found = Status is null ? found : found.Where(one => one.Status == Enum.Parse<OpportunityStatus>(Status, true));
        found = Pipeline is null ? found : found.Where(one => one.Pipeline == Pipeline);
        found = Stage is null ? found : found.Where(one => one.Stage == Stage);
        found = ForecastCategory is null ? found : found.Where(one => one.ForecastCategory == Enum.Parse<ForecastCategory>(ForecastCategory, true));
        found = OwnerId is null ? found : found.Where(one => one.OwnerId == OwnerId);
        found = AccountId is null ? found : found.Where(one => one.AccountId == AccountId);
        found = LeadId is null ? found : found.Where(one => one.LeadId == LeadId);
        found = ClosingFrom is null ? found : found.Where(one => one.ExpectedCloseDate >= ClosingFrom);
        found = ClosingUntil is null ? found : found.Where(one => one.ExpectedCloseDate <= ClosingUntil);
        found = Stalled switch { null => found, true => found.Where(one => one.StalledAt != null), false => found.Where(one => one.StalledAt == null) };
        return Search is null ? found : found.Where(one => EF.Functions.ILike(one.Name, $"%{Literal(Search)}%", "\\"));
    }

    /// <summary>What LIKE would read as a pattern is only text.</summary>
    private static string Literal(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);
}
