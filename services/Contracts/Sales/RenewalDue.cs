namespace Funnel.Contracts.Sales;

/// <summary>
/// A contract ends soon, and its renewal has opened: an opportunity. Published by Sales, once a contract.
/// Key: <c>sales.renewal.due.v1</c>; subject: the customer.
/// </summary>
/// <param name="LeadId">Of the first opportunity that was won; absent where no lead of ours led to it.</param>
/// <param name="OpportunityId">The renewal: to win it renews the contract, to lose it ends it.</param>
/// <param name="EndsOn">The contract's last day.</param>
/// <param name="Monthly">What it costs every month on that day, two decimals.</param>
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
