using Funnel.Contracts.Sales;
using Funnel.Messaging;

namespace Funnel.Insights.Deals;

/// <summary>The change of an opportunity that one event reports.</summary>
/// <param name="OpenedAt">When the opportunity was created. Closing events carry it too.</param>
/// <param name="Reason">Reason of a closing.</param>
/// <param name="Outcome">won or lost after the event. Null if the event reports no outcome, or opens the opportunity again.</param>
/// <param name="ClosedAt">The time of the outcome.</param>
internal sealed record OpportunityChange(
    CloudEvent Event, Guid OpportunityId, Guid? LeadId, string Kind,
    decimal? Amount = null, string? Currency = null, string? Stage = null, decimal? Probability = null, string? Pipeline = null,
    DateTime? OpenedAt = null, Guid? OwnerId = null, string? Owner = null, string? Reason = null,
    string? Outcome = null, DateTime? ClosedAt = null)
{
    /// <summary>Whether the event tells how the opportunity is closed, or that it is open again. The last such event counts.</summary>
    public bool IsClosing => Kind is "won" or "lost" or "reopened" or "corrected";

    public static OpportunityChange From(CloudEvent envelope) => envelope.Data switch
    {
        OpportunityCreated f =>
            new(envelope, f.OpportunityId, f.LeadId, "created", f.Amount, f.Currency, f.Stage, f.Probability, f.Pipeline,
            envelope.Time.UtcDateTime, f.OwnerId, f.Owner),
        OpportunityStageChanged f => new(envelope, f.OpportunityId, f.LeadId, "stage", Stage: f.ToStage, Probability: f.Probability),
        OpportunityAmountChanged f => new(envelope, f.OpportunityId, f.LeadId, "amount", f.ToAmount, f.Currency),
        OpportunityWon f => new(envelope, f.OpportunityId, f.LeadId, "won", f.Amount, f.Currency,
            OpenedAt: f.OpenedAt.UtcDateTime, OwnerId: f.OwnerId, Owner: f.Owner, Reason: f.Reason,
            Outcome: "won", ClosedAt: envelope.Time.UtcDateTime),
        OpportunityLost f => new(envelope, f.OpportunityId, f.LeadId, "lost", f.Amount, f.Currency,
            OpenedAt: f.OpenedAt.UtcDateTime, OwnerId: f.OwnerId, Owner: f.Owner, Reason: f.Reason,
            Outcome: "lost", ClosedAt: envelope.Time.UtcDateTime),
        OpportunityReopened f => new(envelope, f.OpportunityId, f.LeadId, "reopened", f.Amount, f.Currency, f.Stage, f.Probability,
            OpenedAt: f.OpenedAt.UtcDateTime, OwnerId: f.OwnerId, Owner: f.Owner),
        OpportunityCorrected f => new(envelope, f.OpportunityId, f.LeadId, "corrected", f.Amount, f.Currency,
            OpenedAt: f.OpenedAt.UtcDateTime, OwnerId: f.OwnerId, Owner: f.Owner, Reason: f.Reason,
            Outcome: f.Outcome, ClosedAt: f.ClosedAt.UtcDateTime),
        _ => throw new ArgumentException($"The projection deals does not handle {envelope.Type}.", nameof(envelope)),
    };
}
