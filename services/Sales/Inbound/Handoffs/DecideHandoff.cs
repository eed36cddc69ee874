using System.Security.Claims;
using Funnel.Messaging;
using Funnel.Sales.Reasons;
using Funnel.Sales.Visibility;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Handoffs;

/// <summary>The decision that stands on a handoff.</summary>
/// <param name="ReturnAfter">A recycled lead is not handed over again before this time.</param>
/// <param name="Journey">Code of the nurture journey that a recycled lead is to go through.</param>
public sealed record HandoffDecisionResponse(
    Guid HandoffId, Guid LeadId, int Cycle, HandoffStatus Status, string DecidedBy, DateTimeOffset DecidedAt,
    string? Reason, DateTimeOffset? ReturnAfter, string? Note, string? Journey)
{
    internal static HandoffDecisionResponse Of(Handoff handoff) => new(
        handoff.Id, handoff.LeadId, handoff.Cycle, handoff.Status, handoff.DecidedBy!, handoff.DecidedAt!.Value,
        handoff.Reason, handoff.ReturnAfter, handoff.Note, handoff.Journey);
}

/// <summary>What accepting, rejecting and recycling share, singly and in bulk.</summary>
internal static class DecideHandoff
{
    private static readonly DateTimeOffset EarliestReturn = new(1990, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private const int LatestReturnYears = 10;

    public static async Task<Results<Ok<HandoffDecisionResponse>, ProblemHttpResult>> Handle(
        Guid id, HandoffDecisionItem told, ClaimsPrincipal caller, SalesDb db, TimeProvider clock, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        if (await db.Handoffs.FindAsync([id], cancellation) is not { } handoff)
        {
            // Whoever looked at the queue a moment ago saw it there.
            return (await db.Handoffs.IgnoringOwnership().AsNoTracking().SingleOrDefaultAsync(one => one.Id == id && one.IsTaken, cancellation) is { } taken
                ? HandoffRefusals.AlreadyTaken(taken)
                : HandoffRefusals.NotFound).ToProblem();
        }

        if ((await DecisionMaker.Of(caller, db, cancellation)).Says(told).IsRefused(out var notSaid, out var verdict))
        {
            return notSaid.ToProblem();
        }

        var reasons = await ReasonList.Load(db, cancellation);
        var (refusal, _) = Apply(handoff, verdict, told.OccurredAt, reasons, db, now);
        if (refusal is not null)
        {
            return refusal.ToProblem();
        }

        await db.SaveChangesAsync(cancellation);
        return TypedResults.Ok(HandoffDecisionResponse.Of(handoff));
    }

    /// <summary>Decides, or tells why not; a decision that already stands is left as it is.</summary>
    public static (Refusal? Refusal, bool IsUnchanged) Apply(
        Handoff handoff, HandoffAnswer verdict, DateTimeOffset? occurredAt, ReasonList reasons, SalesDb db, DateTimeOffset now)
    {
        if (OccurredTimes.Check(now, occurredAt).Refusal is { } impossible)
        {
            return (impossible, false);
        }

        verdict = verdict with { ReturnAfter = verdict.ReturnAfter is { } after ? after.ToMicroseconds() : null };
        if (handoff.IsDecidedBy(verdict, occurredAt is { } told ? told.ToMicroseconds() : null))
        {
            return (null, true);
        }

        if (handoff.Status == HandoffStatus.Pending && Refuse(verdict, reasons, now) is { } refusal)
        {
            return (refusal, false);
        }

        var at = (occurredAt ?? now).ToMicroseconds();
        if (verdict is { Decision: HandoffDecision.Accept, By: { } taker } && handoff is { Status: HandoffStatus.Pending, RepresentativeId: null })
        {
            db.Publish(handoff, handoff.TakeFromQueue(taker), at);
        }

        return (verdict.Decision switch
        {
            HandoffDecision.Accept => Tell(handoff.Accept(verdict, at)),
            HandoffDecision.Reject => Tell(handoff.Reject(verdict, at)),
            _ => Tell(handoff.Recycle(verdict, at)),
        }, false);

        Refusal? Tell<TFact>(Result<TFact> decision) where TFact : class
        {
            if (!decision.IsRefused(out var refused, out var fact))
            {
                db.Publish(handoff, fact, at);
            }

            return refused;
        }
    }

    private static Refusal? Refuse(HandoffAnswer verdict, ReasonList reasons, DateTimeOffset now) => verdict.Decision switch
    {
        not HandoffDecision.Recycle when verdict.ReturnAfter is not null => HandoffRefusals.ReturnAfterNeedsRecycle,
        not HandoffDecision.Recycle when verdict.Journey is not null => HandoffRefusals.JourneyNeedsRecycle,
        // Why a lead is taken is free text: there is no list to keep of it.
        HandoffDecision.Accept => null,
        HandoffDecision.Reject => reasons.Refuse(ReasonKind.Reject, verdict.Reason),
        _ => verdict.ReturnAfter < EarliestReturn || verdict.ReturnAfter > now.AddYears(LatestReturnYears)
            ? HandoffRefusals.ReturnAfter
            : reasons.Refuse(ReasonKind.Recycle, verdict.Reason),
    };
}
