namespace Funnel.Contracts.Sales;

/// <summary>
/// The last contract of a customer has ended, or its end is decided. Published by Sales, each time that a customer leaves.
/// Key: <c>sales.customer.churned.v1</c>; subject: the customer.
/// </summary>
/// <param name="LeadId">The lead of the first won opportunity; absent if it has no lead.</param>
/// <param name="Reason">A code from the managed list of churn reasons.</param>
/// <param name="EffectiveOn">The first day without a contract. It may be in the future.</param>
/// <param name="CustomerSince">The time at which the first opportunity was won.</param>
/// <param name="Lost">The lost monthly revenue, one entry for each currency.</param>
[Event("sales.customer.churned.v1")]
public sealed record CustomerChurned(
    Guid CustomerId,
    Guid AccountId,
    Guid? LeadId,
    string Reason,
    DateOnly EffectiveOn,
    DateTimeOffset CustomerSince,
    Guid? OwnerId,
    IReadOnlyList<LostRevenue> Lost);

/// <summary>The monthly revenue that is lost in one currency.</summary>
/// <param name="Monthly">Two decimals.</param>
/// <param name="Currency">ISO 4217.</param>
public sealed record LostRevenue(decimal Monthly, string Currency);
