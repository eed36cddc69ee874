namespace Funnel.Sales.Customers;

/// <summary>The terms of a contract that is signed. They have been checked.</summary>
/// <param name="Monthly">The amount of a month.</param>
/// <param name="EndsOn">The last day; null for a contract without an end.</param>
/// <param name="OpportunityId">The won opportunity that the contract came from.</param>
/// <param name="PredecessorId">The contract that this one replaces.</param>
/// <param name="AnchorDay">The day of the month on which the months of the contract begin. Null for that of the first day.</param>
internal sealed record ContractTerms(
    string Name, Money Monthly, DateOnly StartsOn, DateOnly? EndsOn, int NoticeDays, int RenewalLeadDays,
    Guid? OpportunityId = null, Guid? PredecessorId = null, string? ExternalId = null, int? AnchorDay = null);
