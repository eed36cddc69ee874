using Funnel.ServiceDefaults;

namespace Funnel.Sales.Handoffs;

internal static class HandoffRefusals
{
    public static readonly Refusal NotFound = new("handoff-not-found", 404, "There is no such handoff.");

    public static readonly Refusal NotNamed = new("handoff-not-named", 422, "The item names no handoff, or more than one way to it.");

    public static readonly Refusal ReturnAfter = new("return-after-out-of-range", 422, "The lead must return between 1990 and ten years from now.");

    public static readonly Refusal ReturnAfterNeedsRecycle = new("return-after-needs-recycle", 422, "Only a recycled lead returns.");

    public static readonly Refusal JourneyNeedsRecycle = new("journey-needs-recycle", 422, "Only a recycled lead goes through a nurture journey.");

    public static readonly Refusal DeciderNotNamed = new("decider-not-named", 422, "A decision is somebody's: the caller is no person, and none is named.");

    public static readonly Refusal DeciderIsAnother = new("decider-is-another", 422, "Who is signed in decides in their own name.");

    private static readonly Refusal Decided = new("handoff-already-decided", 409, "The handoff was decided already.");

    private static readonly Refusal NotAcceptedYet = new("handoff-not-accepted", 409, "Only an accepted handoff is converted.");

    /// <summary>Tells the second person who was first.</summary>
    public static Refusal AlreadyDecided(Handoff handoff) => Decided.Because(
        $"{handoff.DecidedBy} {handoff.Status.ToString().ToLowerInvariant()} it at {handoff.DecidedAt:yyyy-MM-dd'T'HH:mm:ss'Z'}"
        + (handoff.Reason is null ? "." : $" ({handoff.Reason})."));

    /// <summary>Tells whoever still saw it in the queue, and sees it no more, who was faster; and no more than that.</summary>
    public static Refusal AlreadyTaken(Handoff handoff) => Decided.Because($"{handoff.DecidedBy} accepted it at {handoff.DecidedAt:yyyy-MM-dd'T'HH:mm:ss'Z'}.");

    public static Refusal NotAccepted(Handoff handoff) => NotAcceptedYet.Because($"This one is {handoff.Status.ToString().ToLowerInvariant()}.");
}
