using System.ComponentModel.DataAnnotations;
using Funnel.Messaging;
using Funnel.Sales.Pipeline;
using Funnel.Sales.Reasons;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Quotes;

/// <param name="By">The name of the person who accepted the quote for the customer.</param>
/// <param name="Reason">The reason why the opportunity is won: a code from the list of win reasons.</param>
/// <param name="OccurredAt">The time at which the quote was accepted. Defaults to the current time.</param>
public sealed record AcceptQuoteRequest(
    [property: Required, MaxLength(QuoteVersion.PersonLength)] string By,
    [property: Required, MaxLength(Reasons.Reason.CodeLength)] string Reason,
    [property: MaxLength(QuoteVersion.NoteLength)] string? Note = null,
    DateTimeOffset? OccurredAt = null);

/// <summary>Accepts a sent version and wins the opportunity with the net of its first year, in one transaction.</summary>
/// <remarks>A version is answered once. The same answer again changes nothing.</remarks>
internal static class AcceptQuote
{
    public static async Task<Results<Ok<QuoteVersionSummary>, ProblemHttpResult>> Handle(
        Guid id, int version, AcceptQuoteRequest request, SalesDb db, DealClosing closing, TimeProvider clock,
        CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var at = (request.OccurredAt ?? now).ToMicroseconds();
        if ((await db.FindAnswered(id, version, request.OccurredAt, now, cancellation)).IsRefused(out var notFound, out var found))
        {
            return notFound.ToProblem();
        }

        var (quote, answered) = found;
        var opportunity = quote.Opportunity;
        if (answered.HasAnswer(QuoteState.Accepted, request.By, request.Note, request.OccurredAt) && opportunity.Reason == request.Reason)
        {
            return TypedResults.Ok(QuoteVersionSummary.Of(quote, answered, now));
        }

        if ((await ReasonList.Load(db, cancellation)).Check(ReasonKind.Win, request.Reason).Refusal is { } notOnList)
        {
            return notOnList.ToProblem();
        }

        if (quote.Accept(answered, request.By, request.Note, at).IsRefused(out var notAccepted, out var fact))
        {
            return notAccepted.ToProblem();
        }

        if (Money.Of(answered.FirstYear, quote.Currency).IsRefused(out var noMoney, out var money))
        {
            return noMoney.ToProblem();
        }

        db.Publish(quote, fact, at);
        var won = new DealOutcome(OpportunityStatus.Won, money, request.Reason, at, Totals: answered.Totals);
        if ((await closing.Close(opportunity, won, now, cancellation, causedBy: quote)).IsRefused(out var notWon))
        {
            return notWon.ToProblem();
        }

        await db.SaveChangesAsync(cancellation);
        return TypedResults.Ok(QuoteVersionSummary.Of(quote, answered, now));
    }
}
