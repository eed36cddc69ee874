using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Quotes;

internal static class GetQuoteVersion
{
    public static async Task<Results<Ok<QuoteVersionResponse>, ProblemHttpResult>> Handle(
        Guid id, int version, SalesDb db, TimeProvider clock, CancellationToken cancellation)
    {
        if (await db.Find(id, cancellation) is not { } quote)
        {
            return QuoteRefusals.NotFound.ToProblem();
        }

        if (quote.Find(version) is not { } found)
        {
            return QuoteRefusals.VersionNotFound.ToProblem();
        }

        await db.LoadLines(found, cancellation);
        return TypedResults.Ok(QuoteVersionResponse.Of(quote, found, clock.GetUtcNow()));
    }

    /// <summary>A sent version as it was sent, always the same bytes; a draft as it would be.</summary>
    public static async Task<Results<FileContentHttpResult, ProblemHttpResult>> Pdf(
        Guid id, int version, SalesDb db, QuotePdf pdf, CancellationToken cancellation)
    {
        if (await db.Find(id, cancellation) is not { } quote)
        {
            return QuoteRefusals.NotFound.ToProblem();
        }

        if (!db.Sight.ShowsAmountsOf(quote.Opportunity.OwnerId))
        {
            return QuoteRefusals.AmountsHidden.ToProblem();
        }

        if (quote.Find(version) is not { } found)
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
