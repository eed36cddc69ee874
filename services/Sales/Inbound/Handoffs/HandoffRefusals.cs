using Funnel.ServiceDefaults;

namespace Funnel.Sales.Handoffs;

internal static class HandoffRefusals
{
    public static readonly Refusal NotFound = new("handoff-not-found", 404, "The handoff does not exist.");

    public static readonly Refusal DeciderNotNamed = new(
        "decider-not-named", 422, "The request does not name the person who decided.",
        "An API client decides on behalf of a person. Give the name of this person in `decidedBy`.");

    private static readonly Refusal NoSingleHandoff = new("handoff-not-named", 422, "The item does not identify exactly one handoff.");

    private static readonly Refusal ReturnAfterOutOfRange = new("return-after-out-of-range", 422, "The return date is out of range.");

    private static readonly Refusal ReturnAfterWithoutRecycle = new(
        "return-after-needs-recycle", 422, "Only a recycled lead has a return date.");

    private static readonly Refusal JourneyWithoutRecycle = new(
        "journey-needs-recycle", 422, "Only a recycled lead goes through a nurture journey.");

    private static readonly Refusal AnotherDecider = new("decider-is-another", 422, "A signed-in user can decide only in their own name.");

    public static readonly Refusal AlreadyConverted = new(
        "handoff-already-converted", 409, "The handoff is already converted to an opportunity that the caller may not see.");

    private static readonly Refusal Decided = new("handoff-already-decided", 409, "The handoff is already decided.");

    private static readonly Refusal NotAcceptedYet = new("handoff-not-accepted", 409, "Only an accepted handoff can be converted.");

    public static Refusal NotNamed(int given) => NoSingleHandoff.Because(
        $"The item gives {given} of `handoffId`, `leadId` and `externalLeadId`. Give exactly one of them.");

    public static Refusal ReturnAfter(DateTimeOffset given, DateTimeOffset earliest, DateTimeOffset latest) =>
        ReturnAfterOutOfRange.Because(
        $"`returnAfter` is {Text(given)}. It must lie between {Text(earliest)} and {Text(latest)}.");

    public static Refusal ReturnAfterNeedsRecycle(DateTimeOffset given) => ReturnAfterWithoutRecycle.Because(
        $"`returnAfter` is {Text(given)}. Leave it out, or recycle the lead.");

    public static Refusal JourneyNeedsRecycle(string given) => JourneyWithoutRecycle.Because(
        $"`journey` is '{given}'. Leave it out, or recycle the lead.");

    public static Refusal DeciderIsAnother(string given, string signedIn) => AnotherDecider.Because(
        $"`decidedBy` is '{given}', but {signedIn} is signed in. Leave `decidedBy` out, or give the name of {signedIn}.");

    public static Refusal DeciderIsNotActedFor(string owner) => AnotherDecider.Because(
        $"The opportunity would accept its pending handoff in the name of {owner}. Leave the lead out, or accept the handoff first.");

    /// <summary>Names the person who decided first.</summary>
    public static Refusal AlreadyDecided(Handoff handoff) => Decided.Because(
        $"{handoff.DecidedBy} {handoff.Status.ToString().ToLowerInvariant()} the handoff at {Text(handoff.DecidedAt)}"
        + (handoff.Reason is null ? "." : $" ({handoff.Reason})."));

    /// <summary>Names only the person who accepted, for a caller who no longer sees the handoff.</summary>
    public static Refusal AlreadyTaken(Handoff handoff) =>
        Decided.Because($"{handoff.DecidedBy} accepted the handoff at {Text(handoff.DecidedAt)}.");

    public static Refusal NotAccepted(Handoff handoff) =>
        NotAcceptedYet.Because($"The handoff is {handoff.Status.ToString().ToLowerInvariant()}.");

    private static string Text(DateTimeOffset? time) => $"{time?.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}";
}
