using System.Security.Claims;
using Funnel.Messaging;
using Funnel.Sales.Reasons;
using Funnel.Sales.Visibility;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Handoffs;

/// <summary>The decision about a handoff.</summary>
/// <param name="ReturnAfter">Marketing does not hand a recycled lead over again before this time.</param>
/// <param name="Journey">Code of the nurture journey for a recycled lead.</param>
public sealed record HandoffDecisionResponse(
    Guid HandoffId, Guid LeadId, int Cycle, HandoffStatus Status, string DecidedBy, DateTimeOffset DecidedAt,
    string? Reason, DateTimeOffset? ReturnAfter, string? Note, string? Journey)
{
    internal static HandoffDecisionResponse Of(Handoff handoff) => new(
        handoff.Id, handoff.LeadId, handoff.Cycle, handoff.Status, handoff.DecidedBy!, handoff.DecidedAt!.Value,
        handoff.Reason, handoff.ReturnAfter, handoff.Note, handoff.Journey);
}

/// <summary>The steps that accept, reject and recycle share, for one handoff and in bulk.</summary>
internal static class DecideHandoff
{
    private const int LatestReturnYears = 10;
    private static readonly DateTimeOffset EarliestReturn = new(1990, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static async Task<Results<Ok<HandoffDecisionResponse>, ProblemHttpResult>> Handle(
        Guid id, HandoffDecisionItem decision, ClaimsPrincipal caller, SalesDb db, TimeProvider clock, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        if (await db.Handoffs.FindAsync([id], cancellation) is not { } handoff)
        {
            // The refusal names the person who took the handoff from the queue in the meantime.
            var taken = await db.Handoffs.IgnoringOwnership().AsNoTracking()
                .SingleOrDefaultAsync(other => other.Id == id && other.IsTaken, cancellation);
            return (taken is null ? HandoffRefusals.NotFound : HandoffRefusals.AlreadyTaken(taken)).ToProblem();
        }

        var decisionMaker = await DecisionMaker.Load(caller, db, cancellation);
        if (decisionMaker.Answer(decision).IsRefused(out var notAnswered, out var answer))
        {
            return notAnswered.ToProblem();
        }

        var reasons = await ReasonList.Load(db, cancellation);
        if (Apply(handoff, answer, decision.OccurredAt, reasons, db, now).IsRefused(out var refusal, out _))
        {
            return refusal.ToProblem();
        }

        await db.SaveChangesAsync(cancellation);
        return TypedResults.Ok(HandoffDecisionResponse.Of(handoff));
    }

    /// <summary>Decides and publishes. A repeated decision changes nothing.</summary>
    public static Result<BulkOutcome> Apply(
        Handoff handoff, HandoffAnswer answer, DateTimeOffset? occurredAt, ReasonList reasons, SalesDb db, DateTimeOffset now)
    {
        if (OccurredTimes.Check(now, occurredAt).IsRefused(out var notPossible))
        {
            return notPossible;
        }

        answer = answer with { ReturnAfter = answer.ReturnAfter?.ToMicroseconds() };
        if (handoff.HasDecision(answer, occurredAt?.ToMicroseconds()))
        {
            return BulkOutcome.Unchanged;
        }

        // A second decision is refused because it is the second, not because of its own mistakes.
        if (handoff.Status == HandoffStatus.Pending && Check(answer, reasons, now).IsRefused(out var refusal))
        {
            return refusal;
        }

        var at = (occurredAt ?? now).ToMicroseconds();
        if (answer is { Decision: HandoffDecision.Accept, Representative: { } representative } && handoff.IsQueued)
        {
            db.Publish(handoff, handoff.TakeFromQueue(representative), at);
        }

        return answer.Decision switch
        {
            HandoffDecision.Accept => Publish(handoff.Accept(answer, at)),
            HandoffDecision.Reject => Publish(handoff.Reject(answer, at)),
            _ => Publish(handoff.Recycle(answer, at)),
        };

        Result<BulkOutcome> Publish<TFact>(Result<TFact> decided)
            where TFact : class
        {
            if (decided.IsRefused(out var notDecided, out var fact))
            {
                return notDecided;
            }

            db.Publish(handoff, fact, at);
            return BulkOutcome.Done;
        }
    }

    private static Result Check(HandoffAnswer answer, ReasonList reasons, DateTimeOffset now) => answer.Decision switch
    {
        not HandoffDecision.Recycle when answer.ReturnAfter is { } returnAfter => HandoffRefusals.ReturnAfterNeedsRecycle(returnAfter),
        not HandoffDecision.Recycle when answer.Journey is { } journey => HandoffRefusals.JourneyNeedsRecycle(journey),
        // The reason to accept a lead is free text.
        HandoffDecision.Accept => Result.Done,
        HandoffDecision.Reject => reasons.Check(ReasonKind.Reject, answer.Reason),
        _ => answer.ReturnAfter < EarliestReturn || answer.ReturnAfter > now.AddYears(LatestReturnYears)
            ? HandoffRefusals.ReturnAfter(answer.ReturnAfter.Value, EarliestReturn, now.AddYears(LatestReturnYears))
            : reasons.Check(ReasonKind.Recycle, answer.Reason),
    };
}
