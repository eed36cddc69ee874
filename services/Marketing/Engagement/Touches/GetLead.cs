using Funnel.Marketing.Leads;
using Funnel.Marketing.Origins;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Marketing.Touches;

/// <summary>A lead with its lifecycle, its handoffs, its opportunities and its consents.</summary>
/// <param name="Cycle">1 until the first recycle. Each recycle adds 1.</param>
/// <param name="ReturnAfter">The lead is not handed over again before this time.</param>
/// <param name="FirstTouch">The origin of the first touch. It is never overwritten.</param>
/// <param name="LastTouch">The origin of the latest touch that is not a direct visit.</param>
/// <param name="CapturedAt">When the person became known.</param>
public sealed record LeadResponse(
    Guid Id,
    string? Email,
    string? ExternalId,
    string? Phone,
    string? FullName,
    string? Company,
    string? JobTitle,
    string? Country,
    int? CompanySize,
    LeadStage Stage,
    int Cycle,
    DateTimeOffset? ReturnAfter,
    DateTimeOffset? QualifiedAt,
    DateTimeOffset CapturedAt,
    TouchOrigin FirstTouch,
    TouchOrigin LastTouch,
    string? LandingPage,
    string? Referrer,
    IReadOnlyList<HandoffResponse> Handoffs,
    IReadOnlyList<LeadOpportunityResponse> Opportunities,
    IReadOnlyList<ConsentResponse> Consents);

/// <summary>The handoff of one cycle and the decision of Sales.</summary>
/// <param name="QualifiedAt">Absent if Sales decided on a lead that Marketing did not hand over.</param>
/// <param name="Decision">Absent until Sales decides.</param>
public sealed record HandoffResponse(
    int Cycle, int? RuleSetVersion, decimal? Score, decimal? Threshold, DateTimeOffset? QualifiedAt, DecisionResponse? Decision);

/// <summary>The decision of Sales on a handoff.</summary>
public sealed record DecisionResponse(
    Guid HandoffId, DecisionKind Kind, string? Reason, string? Note, string DecidedBy, DateTimeOffset DecidedAt,
    DateTimeOffset? ReturnAfter);

/// <summary>An opportunity of the lead.</summary>
public sealed record LeadOpportunityResponse(
    Guid Id, OpportunityOutcome Outcome, decimal Amount, string Currency, string? Reason, DateTimeOffset OpenedAt,
    DateTimeOffset? ClosedAt);

/// <summary>A consent to be contacted.</summary>
public sealed record ConsentResponse(string Purpose, string Channel, string LegalBasis, string? TextVersion, DateTimeOffset GrantedAt);

internal static class GetLead
{
    public static async Task<Results<Ok<LeadResponse>, ProblemHttpResult>> Handle(Guid id, MarketingDb db, CancellationToken cancellation)
    {
        if (await db.Leads.AsNoTracking().FirstOrDefaultAsync(lead => lead.Id == id, cancellation) is not { } lead)
        {
            return LeadRefusals.NotFound.Because($"No lead has the id {id}.").ToProblem();
        }

        var last = await db.Touches.Where(touch => touch.LeadId == id && touch.Channel != null && touch.Channel != Channels.Direct)
            .OrderByDescending(touch => touch.OccurredAt).ThenByDescending(touch => touch.Id)
            .Select(touch => new TouchOrigin(touch.Channel, touch.Utm)).FirstOrDefaultAsync(cancellation);
        var first = new TouchOrigin(lead.Channel, lead.First);
        return TypedResults.Ok(new LeadResponse(
            lead.Id, lead.Email, lead.ExternalId, lead.Phone, lead.FullName, lead.Company, lead.JobTitle, lead.Country, lead.CompanySize,
            lead.Stage, lead.Cycle, lead.ReturnAfter, lead.QualifiedAt, lead.CapturedAt, first, last ?? first, lead.LandingPage,
            lead.Referrer,
            await Handoffs(id, db, cancellation),
            await db.Opportunities.Where(one => one.LeadId == id).OrderBy(one => one.OpenedAt)
                .Select(one =>
                    new LeadOpportunityResponse(one.Id, one.Outcome, one.Amount, one.Currency, one.Reason, one.OpenedAt, one.ClosedAt))
                .ToListAsync(cancellation),
            await db.Consents.Where(consent => consent.LeadId == id).OrderBy(consent => consent.GrantedAt).ThenBy(consent => consent.Id)
                .Select(consent =>
                    new ConsentResponse(consent.Purpose, consent.Channel, consent.LegalBasis, consent.TextVersion, consent.GrantedAt))
                .ToListAsync(cancellation)));
    }

    private static async Task<List<HandoffResponse>> Handoffs(Guid id, MarketingDb db, CancellationToken cancellation)
    {
        var qualifications = await db.Qualifications.AsNoTracking().Where(one => one.LeadId == id)
            .ToDictionaryAsync(one => one.Cycle, cancellation);
        var decisions = await db.Decisions.AsNoTracking().Where(one => one.LeadId == id).ToDictionaryAsync(one => one.Cycle, cancellation);
        return [.. qualifications.Keys.Union(decisions.Keys).Order().Select(cycle =>
        {
            var qualified = qualifications.GetValueOrDefault(cycle);
            return new HandoffResponse(cycle, qualified?.RuleSetVersion, qualified?.Score, qualified?.Threshold, qualified?.QualifiedAt,
                decisions.GetValueOrDefault(cycle) is { } said
                    ? new(said.HandoffId, said.Kind, said.Reason, said.Note, said.DecidedBy, said.DecidedAt, said.ReturnAfter)
                    : null);
        })];
    }
}
