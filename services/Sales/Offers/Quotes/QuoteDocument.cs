using Funnel.ServiceDefaults;

namespace Funnel.Sales.Quotes;

/// <summary>The PDF document of a sent version. It is made when the version is sent, and it never changes.</summary>
[IsRecord]
internal sealed record QuoteDocument(Guid QuoteId, int Version, byte[] Pdf);
