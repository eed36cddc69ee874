using Funnel.Messaging;
using Funnel.Sales.Pipeline;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace Funnel.Sales.Quotes;

/// <summary>
/// Marks the draft as sent and stores its PDF document. The draft supersedes the version before. Funnel does not send the mail.
/// </summary>
internal static class SendQuote
{
    public static async Task<Results<Ok<QuoteVersionSummary>, ProblemHttpResult>> Handle(
        Guid id, SalesDb db, QuotePdf pdf, IOptions<QuoteOptions> options, TimeProvider clock, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow().ToMicroseconds();
        if (await db.FindQuote(id, cancellation) is not { } quote)
        {
            return QuoteRefusals.NotFound.ToProblem();
        }

        if (quote.Opportunity.Status != OpportunityStatus.Open)
        {
            return PipelineRefusals.AlreadyClosed(quote.Opportunity).ToProblem();
        }

        if (!options.Value.NamesSeller)
        {
            return QuoteRefusals.SellerUnknown.ToProblem();
        }

        await db.LoadLines(quote.Latest, cancellation);
        if (quote.Send(now).IsRefused(out var refusal, out var fact))
        {
            return refusal.ToProblem();
        }

        db.Publish(quote, fact, now, causedBy: quote.Opportunity);
        db.Add(new QuoteDocument(quote.Id, quote.Latest.Number, await pdf.Render(db, quote, quote.Latest, cancellation)));
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Ok(QuoteVersionSummary.Of(quote, quote.Latest, now));
    }
}
