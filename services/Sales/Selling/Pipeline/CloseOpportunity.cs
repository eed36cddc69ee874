using System.ComponentModel.DataAnnotations;
using Funnel.Messaging;
using Funnel.Sales.Competitors;
using Funnel.Sales.Customers;
using Funnel.Sales.Reasons;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Pipeline;

/// <param name="Reason">Code from the managed list: of win reasons to win, of loss reasons to lose.</param>
/// <param name="Amount">The final amount, in the opportunity's currency; unchanged where it is absent.</param>
/// <param name="Competitor">To lose: to whom, a code from the managed list of competitors.</param>
/// <param name="OccurredAt">When it was closed, for history; now where it is absent.</param>
public sealed record CloseOpportunityRequest(
    [property: Required, MaxLength(Reasons.Reason.CodeLength)] string Reason, decimal? Amount = null, DateTimeOffset? OccurredAt = null,
    [property: MaxLength(Competitors.Competitor.CodeLength)] string? Competitor = null);

/// <summary>Wins or loses: the two outcomes differ in their list of reasons, their stage and their fact.</summary>
internal static class CloseOpportunity
{
    public static Task<Results<Ok<OpportunityState>, ProblemHttpResult>> Win(
        Guid id, CloseOpportunityRequest request, SalesDb db, TimeProvider clock, CancellationToken cancellation) =>
        Handle(id, OpportunityStatus.Won, request, db, clock, cancellation);

    public static Task<Results<Ok<OpportunityState>, ProblemHttpResult>> Lose(
        Guid id, CloseOpportunityRequest request, SalesDb db, TimeProvider clock, CancellationToken cancellation) =>
        Handle(id, OpportunityStatus.Lost, request, db, clock, cancellation);

    public static ReasonKind ListOf(OpportunityStatus outcome) => outcome == OpportunityStatus.Won ? ReasonKind.Win : ReasonKind.Loss;

    /// <summary>Closes and publishes, or tells why not.</summary>
    /// <param name="causedBy">What led to it, where that is not the opportunity itself.</param>
    /// <param name="competitor">To whom it is lost, where that is known.</param>
    public static Refusal? Apply(
        Opportunity opportunity, OpportunityStatus outcome, SalesPipeline pipeline, Money money, string reason, string? owner, DateTimeOffset at, SalesDb db,
        Subject? causedBy = null, string? competitor = null)
    {
        return outcome == OpportunityStatus.Won
            ? Tell(opportunity.Win(pipeline, money, reason, owner, at))
            : Tell(opportunity.Lose(pipeline, money, reason, owner, competitor, at));

        Refusal? Tell<TFact>(Result<TFact> decision) where TFact : class
        {
            if (!decision.IsRefused(out var refusal, out var fact))
            {
                db.Publish(opportunity, fact, at, causedBy);
                StageAge.Watch(db, opportunity, outcome == OpportunityStatus.Won ? pipeline.Won : pipeline.Lost);
            }

            return refusal;
        }
    }

    private static async Task<Results<Ok<OpportunityState>, ProblemHttpResult>> Handle(
        Guid id, OpportunityStatus outcome, CloseOpportunityRequest request, SalesDb db, TimeProvider clock, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        if (OccurredTimes.Check(now, request.OccurredAt).Refusal is { } impossible)
        {
            return impossible.ToProblem();
        }

        if (await db.Opportunities.FindAsync([id], cancellation) is not { } opportunity)
        {
            return PipelineRefusals.NotFound.ToProblem();
        }

        DateTimeOffset? told = request.OccurredAt is { } occurredAt ? occurredAt.ToMicroseconds() : null;
        if (opportunity.IsClosedAs(outcome, request.Reason, request.Amount, told))
        {
            return TypedResults.Ok(OpportunityState.Of(opportunity));
        }

        if (Money.Of(request.Amount ?? opportunity.Amount, opportunity.Currency).IsRefused(out var noMoney, out var money))
        {
            return noMoney.ToProblem();
        }

        var reasons = await ReasonList.Load(db, cancellation);
        if (opportunity.Status == OpportunityStatus.Open && reasons.Check(ListOf(outcome), request.Reason).Refusal is { } notOnList)
        {
            return notOnList.ToProblem();
        }

        if (request.Competitor is { } rival && (outcome != OpportunityStatus.Lost ? PipelineRefusals.CompetitorNeedsLoss
            : await NameCompetitors.Refuse(db, [rival], cancellation)) is { } noRival)
        {
            return noRival.ToProblem();
        }

        var pipeline = await db.Pipelines.SingleAsync(pipeline => pipeline.Code == opportunity.Pipeline, cancellation);
        var stage = outcome == OpportunityStatus.Won ? pipeline.Won : pipeline.Lost;
        if (opportunity.Status == OpportunityStatus.Open
            && (await EntryRequirements.Of(db, [opportunity], [stage], cancellation)).Missing(opportunity, stage, now, money) is { Count: > 0 } missing)
        {
            return EntryRequirements.Problem(missing);
        }

        if (outcome == OpportunityStatus.Won && opportunity.Status == OpportunityStatus.Open
            && await KeepCustomers.RefuseToWin(db, opportunity, money, cancellation) is { } notRenewed)
        {
            return notRenewed.ToProblem();
        }

        var owner = await db.Representatives.Where(person => person.Id == opportunity.OwnerId).Select(person => person.Name).SingleOrDefaultAsync(cancellation);
        if (Apply(opportunity, outcome, pipeline, money, request.Reason, owner, told ?? now.ToMicroseconds(), db, competitor: request.Competitor) is { } refusal)
        {
            return refusal.ToProblem();
        }

        await db.SaveChangesAsync(cancellation);
        return TypedResults.Ok(OpportunityState.Of(opportunity));
    }
}
