namespace Funnel.Contracts.Sales;

/// <summary>
/// A contract ends soon, and its renewal has been opened as an opportunity. Published by Sales, once for each contract.
/// Key: <c>sales.renewal.due.v1</c>; subject: the customer.
/// </summary>
/// <param name="LeadId">The lead of the first won opportunity; absent if it has no lead.</param>
/// <param name="OpportunityId">The opportunity of the renewal. A win renews the contract, a loss ends it.</param>
/// <param name="EndsOn">The last day of the contract.</param>
/// <param name="Monthly">The monthly price on that day, two decimals.</param>
/// <param name="Currency">ISO 4217.</param>
[Event("sales.renewal.due.v1")]
public sealed record RenewalDue(
    Guid CustomerId,
    Guid ContractId,
    Guid AccountId,
    Guid? LeadId,
    Guid OpportunityId,
    string Name,
    DateOnly EndsOn,
    decimal Monthly,
    string Currency,
    Guid? OwnerId);
