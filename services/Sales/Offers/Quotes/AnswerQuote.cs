using System.ComponentModel.DataAnnotations;
using Funnel.Messaging;
using Funnel.Sales.Pipeline;
using Funnel.Sales.Reasons;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Quotes;

/// <param name="By">Who accepted it, at the customer's.</param>
/// <param name="Reason">Why the opportunity is won: code from the managed list of win reasons.</param>
/// <param name="OccurredAt">When it was accepted; now where it is absent.</param>
public sealed record AcceptQuoteRequest(
    [property: Required, MaxLength(QuoteVersion.PersonLength)] string By,
    [property: Required, MaxLength(Reasons.Reason.CodeLength)] string Reason,
    [property: MaxLength(QuoteVersion.NoteLength)] string? Note = null,
    DateTimeOffset? OccurredAt = null);

/// <param name="By">Who declined it, at the customer's.</param>
/// <param name="Note">Why.</param>
/// <param name="OccurredAt">When it was declined; now where it is absent.</param>
public sealed record DeclineQuoteRequest(
    [property: Required, MaxLength(QuoteVersion.PersonLength)] string By,
    [property: MaxLength(QuoteVersion.NoteLength)] string? Note = null,
    DateTimeOffset? OccurredAt = null);

/// <summary>The customer's answer, told by a representative. A version is answered once; the same answer again changes nothing.</summary>
internal static class AnswerQuote
{
    /// <summary>Accepts the version and wins the opportunity with its net, in one transaction: both or neither.</summary>
    public static async Task<Results<Ok<QuoteVersionSummary>, ProblemHttpResult>> Accept(
        Guid id, int version, AcceptQuoteRequest request, SalesDb db, DealClosing closing, TimeProvider clock, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var at = (request.OccurredAt ?? now).ToMicroseconds();
        var (refusal, quote, answered) = await Find(id, version, request.OccurredAt, db, now, cancellation);
        if (refusal is not null)
        {
            return refusal.ToProblem();
        }

        var opportunity = quote!.Opportunity;
        if (IsSame(answered!, QuoteState.Accepted, request.By, request.Note, request.OccurredAt) && opportunity.Reason == request.Reason)
        {
            return TypedResults.Ok(QuoteVersionSummary.Of(quote, answered!, now));
        }

        if ((await ReasonList.Load(db, cancellation)).Check(ReasonKind.Win, request.Reason).Refusal is { } notOnList)
        {
            return notOnList.ToProblem();
        }

        if (quote.Accept(answered!, request.By, request.Note, at).IsRefused(out var notAccepted, out var fact))
        {
            return notAccepted.ToProblem();
        }

        if (Money.Of(answered!.Net, quote.Currency).IsRefused(out var noMoney, out var money))
        {
            return noMoney.ToProblem();
        }

        db.Publish(quote, fact, at);
        var won = new DealOutcome(OpportunityStatus.Won, money, request.Reason, at);
        if ((await closing.Close(opportunity, won, now, cancellation, causedBy: quote)).IsRefused(out var notWon))
        {
            return notWon.ToProblem();
        }

        await db.SaveChangesAsync(cancellation);
        return TypedResults.Ok(QuoteVersionSummary.Of(quote, answered, now));
    }

    /// <summary>Declines the version. The opportunity goes on: another version may do better.</summary>
    public static async Task<Results<Ok<QuoteVersionSummary>, ProblemHttpResult>> Decline(
        Guid id, int version, DeclineQuoteRequest request, SalesDb db, TimeProvider clock, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var (refusal, quote, answered) = await Find(id, version, request.OccurredAt, db, now, cancellation);
        if (refusal is not null)
        {
            return refusal.ToProblem();
        }

        if (!IsSame(answered!, QuoteState.Declined, request.By, request.Note, request.OccurredAt))
        {
            if (quote!.Decline(answered!, request.By, request.Note, (request.OccurredAt ?? now).ToMicroseconds()) is { } notDeclined)
            {
                return notDeclined.ToProblem();
            }

            await db.SaveChangesAsync(cancellation);
        }

        return TypedResults.Ok(QuoteVersionSummary.Of(quote!, answered!, now));
    }

    private static async Task<(Refusal? Refusal, Quote? Quote, QuoteVersion? Version)> Find(
        Guid id, int number, DateTimeOffset? occurredAt, SalesDb db, DateTimeOffset now, CancellationToken cancellation) =>
        OccurredTimes.Check(now, occurredAt).Refusal is { } impossible ? (impossible, null, null)
        : await db.Find(id, cancellation) is not { } quote ? (QuoteRefusals.NotFound, null, null)
        : quote.Find(number) is not { } version ? (QuoteRefusals.VersionNotFound, null, null)
        : (null, quote, version);

    private static bool IsSame(QuoteVersion version, QuoteState outcome, string by, string? note, DateTimeOffset? at) =>
        version.State == outcome && version.DecidedBy == by && version.DecisionNote == note && (at is null || at.Value.ToMicroseconds() == version.DecidedAt);
}
