using System.ComponentModel.DataAnnotations;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Sales.Quotes;

/// <param name="By">The name of the person who declined the quote for the customer.</param>
/// <param name="Note">The reason why the quote was declined.</param>
/// <param name="OccurredAt">The time at which the quote was declined. Defaults to the current time.</param>
public sealed record DeclineQuoteRequest(
    [property: Required, MaxLength(QuoteVersion.PersonLength)] string By,
    [property: MaxLength(QuoteVersion.NoteLength)] string? Note = null,
    DateTimeOffset? OccurredAt = null);

/// <summary>Declines a sent version. The opportunity stays open, and another version can be sent.</summary>
/// <remarks>A version is answered once. The same answer again changes nothing.</remarks>
internal static class DeclineQuote
{
    public static async Task<Results<Ok<QuoteVersionSummary>, ProblemHttpResult>> Handle(
        Guid id, int version, DeclineQuoteRequest request, SalesDb db, TimeProvider clock, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        if ((await db.FindAnswered(id, version, request.OccurredAt, now, cancellation)).IsRefused(out var notFound, out var found))
        {
            return notFound.ToProblem();
        }

        var (quote, answered) = found;
        if (!answered.HasAnswer(QuoteState.Declined, request.By, request.Note, request.OccurredAt))
        {
            var at = (request.OccurredAt ?? now).ToMicroseconds();
            if (quote.Decline(answered, request.By, request.Note, at).IsRefused(out var refusal))
            {
                return refusal.ToProblem();
            }

            await db.SaveChangesAsync(cancellation);
        }

        return TypedResults.Ok(QuoteVersionSummary.Of(quote, answered, now));
    }
}
