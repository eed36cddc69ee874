namespace Funnel.Sales.Customers;

/// <summary>A contract's monthly amount between two days, as the view <c>revenue_spans</c> computes it from the entries.</summary>
/// <param name="Until">The first day on which the amount does not apply any more.</param>
internal sealed record RevenueSpan(Guid CustomerId, Guid ContractId, string Currency, DateOnly From, DateOnly Until, decimal Amount);
