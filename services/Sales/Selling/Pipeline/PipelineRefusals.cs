using Funnel.Sales.Handoffs;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Pipeline;

internal static class PipelineRefusals
{
    public static readonly Refusal NotFound = new("opportunity-not-found", 404, "There is no such opportunity.");
    public static readonly Refusal PipelineNotFound = new("pipeline-not-found", 422, "There is no such pipeline.");
    public static readonly Refusal NoSuchPipeline = new("pipeline-not-found", 404, "There is no such pipeline.");
    public static readonly Refusal ContactNotFound = new("contact-not-found", 422, "There is no such contact.");
    public static readonly Refusal ContactNotNamed = new("contact-not-named", 422, "The contact needs either its id or its full name.");
    public static readonly Refusal LeadNotHandedOver = new("lead-not-handed-over", 422, "No handoff of this lead has reached Sales.");
    public static readonly Refusal ExternalIdTaken = new("external-id-taken", 409, "An opportunity with this external id is somebody else's.");
    public static readonly Refusal NamedTwice = new("named-twice", 422, "A lead and an owner are each named by one id, ours or the external one.");
    public static readonly Refusal OutcomeMissing = new("outcome-missing", 422, "A closing time or a reason needs an outcome, won or lost.");
    public static readonly Refusal CloseDateOutOfRange = new("close-date-out-of-range", 422, "The expected close date lies between 1990 and 50 years from now.");
    public static readonly Refusal AmountFollowsLines = new("amount-follows-lines", 409, "The opportunity has lines, and its amount is what they come to.");

    public static readonly Refusal OutcomesWrong = new("pipeline-outcomes-wrong", 422, "A pipeline has exactly one stage that is won, one that is lost, and at least one that is open.");
    public static readonly Refusal StageNamedTwice = new("stage-named-twice", 422, "A stage stands in a pipeline once.");
    public static readonly Refusal StageKindFixed = new("stage-kind-fixed", 422, "A stage does not become another kind: past opportunities ended in it, or did not.");
    public static readonly Refusal StageProbabilityWrong = new("stage-probability-wrong", 422, "A probability is 1 where the stage is won, 0 where it is lost, else between them with four decimals at the most.");
    public static readonly Refusal StageForecastWrong = new("stage-forecast-wrong", 422, "Won is forecast as closed, lost is omitted, and no open stage is closed.");
    public static readonly Refusal StageAgeWrong = new("stage-age-wrong", 422, "Only an open stage has a maximum age: what is closed may stay.");
    public static readonly Refusal CompetitorNeedsLoss = new("competitor-needs-loss", 422, "An opportunity is lost to a competitor, not won.");
    public static readonly Refusal ForecastNeedsOutcome = new("forecast-needs-outcome", 422, "An open opportunity is not forecast as closed.");

    private static readonly Refusal NotAccepted = new("lead-not-accepted", 409, "An opportunity begins with a lead that Sales has accepted.");
    private static readonly Refusal Retired = new("stage-retired", 422, "The stage is retired: nothing enters it any more.");
    private static readonly Refusal NotInPipeline = new("stage-not-in-pipeline", 422, "The pipeline has no such stage.");
    private static readonly Refusal NeedsOutcome = new("stage-needs-outcome", 422, "An opportunity is closed by winning or losing it, with a reason.");
    private static readonly Refusal Closed = new("opportunity-already-closed", 409, "The opportunity is closed.");
    private static readonly Refusal Before = new("before-creation", 422, "The opportunity did not exist then.");

    /// <summary>Says what to do, and not whose the handoff is, which the caller may not see.</summary>
    public static Refusal LeadNotAccepted(Handoff handoff) => NotAccepted.Because(handoff.Status == HandoffStatus.Pending
        ? "Its handoff is pending: accept it and convert it, or leave the lead out."
        : $"Its handoff was {handoff.Status.ToString().ToLowerInvariant()}: leave the lead out, or wait until Marketing hands it over again.");

    public static Refusal StageNotInPipeline(string stage, string pipeline) => NotInPipeline.Because($"'{stage}' is no stage of '{pipeline}'.");

    public static Refusal StageNeedsOutcome(string stage) => NeedsOutcome.Because($"'{stage}' is reached by its outcome only.");

    public static Refusal StageRetired(string stage) => Retired.Because($"'{stage}' is.");

    public static Refusal AlreadyClosed(Opportunity opportunity) => Closed.Because(
        $"It was {opportunity.Status.ToString().ToLowerInvariant()} at {opportunity.ClosedAt:yyyy-MM-dd'T'HH:mm:ss'Z'} ({opportunity.Reason}).");

    public static Refusal BeforeCreation(Opportunity opportunity, DateTimeOffset at) => Before.Because(
        $"It was created at {opportunity.CreatedAt:O}, after {at:O}.");

    public static Refusal? Refuse(DateOnly expectedCloseDate, DateTimeOffset now) =>
        expectedCloseDate < new DateOnly(1990, 1, 1) || expectedCloseDate > DateOnly.FromDateTime(now.UtcDateTime).AddYears(50)
            ? CloseDateOutOfRange.Because($"{expectedCloseDate:yyyy-MM-dd} does not.")
            : null;
}
