using Funnel.ServiceDefaults;

namespace Funnel.Sales.Customers;

/// <summary>The amount of a month from a day on. Entries are never changed and never deleted.</summary>
/// <param name="Sequence">The order in which the entries were recorded, from 1.</param>
/// <param name="On">The first day on which the amount applies.</param>
[IsRecord]
internal sealed record ContractAmount(Guid ContractId, int Sequence, DateOnly On, decimal Amount, DateTimeOffset RecordedAt);
