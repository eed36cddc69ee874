namespace Funnel.Contracts.Sales;

/// <summary>
/// A customer's last contract has ended, or its end is decided. Published by Sales, once each time that a customer leaves.
/// Key: <c>sales.customer.churned.v1</c>; subject: the customer.
/// </summary>
/// <param name="LeadId">Of the first opportunity that was won; absent where no lead of ours led to it.</param>
/// <param name="Reason">Code from the managed list of churn reasons.</param>
/// <param name="EffectiveOn">The first day without a contract, which may lie ahead.</param>
/// <param name="CustomerSince">When the first opportunity was won.</param>
/// <param name="Lost">What was paid every month until then, one entry a currency.</param>
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

/// <param name="Monthly">Two decimals.</param>
/// <param name="Currency">ISO 4217.</param>
public sealed record LostRevenue(decimal Monthly, string Currency);
