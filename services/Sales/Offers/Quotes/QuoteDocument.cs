using Funnel.ServiceDefaults;

namespace Funnel.Sales.Quotes;

/// <summary>A sent version as the customer has it: made at sending, kept to the byte, never changed.</summary>
[IsRecord]
internal sealed record QuoteDocument(Guid QuoteId, int Version, byte[] Pdf);
