using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Quotes;

/// <summary>Returns the stored document of a sent version, or renders the draft.</summary>
internal static class GetQuotePdf
{
    public static async Task<Results<FileContentHttpResult, ProblemHttpResult>> Handle(
        Guid id, int version, SalesDb db, QuotePdf pdf, CancellationToken cancellation)
    {
        if (await db.FindQuote(id, cancellation) is not { } quote)
        {
            return QuoteRefusals.NotFound.ToProblem();
        }

        if (!db.Sight.ShowsAmountsOf(quote.Opportunity.OwnerId))
        {
            return QuoteRefusals.AmountsHidden.ToProblem();
        }

        if (quote.FindVersion(version) is not { } found)
        {
            return QuoteRefusals.VersionNotFound.ToProblem();
        }

        var bytes = await db.Set<QuoteDocument>().Where(document => document.QuoteId == id && document.Version == version)
            .Select(document => document.Pdf).SingleOrDefaultAsync(cancellation);
        if (bytes is null)
        {
            await db.LoadLines(found, cancellation);
            bytes = await pdf.Render(db, quote, found, cancellation);
        }

        return TypedResults.File(bytes, "application/pdf", $"{Quote.NumberOf(quote.Number)}-{version}.pdf");
    }
}
