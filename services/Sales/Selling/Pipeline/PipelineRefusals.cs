using Funnel.Sales.Handoffs;
using Funnel.Sales.Team;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Pipeline;

internal static class PipelineRefusals
{
    public static readonly Refusal NotFound = new("opportunity-not-found", 404, "The opportunity does not exist.");
    public static readonly Refusal NoSuchPipeline = new("pipeline-not-found", 404, "The pipeline does not exist.");
    public static readonly Refusal ContactNotFound = new("contact-not-found", 422, "The contact does not exist.");
    public static readonly Refusal ContactNotNamed = new("contact-not-named", 422, "The contact needs either an id or a full name.");
    public static readonly Refusal LeadNotHandedOver = new("lead-not-handed-over", 422, "Sales has received no handoff of this lead.");
    public static readonly Refusal ExternalIdTaken = new("external-id-taken", 409, "Another owner's opportunity has this external id.");
    public static readonly Refusal LeadSomebodyElses =
        new("lead-somebody-elses", 409, "The lead's handoff exists, but the caller may not see it.");
    public static readonly Refusal NamedTwice =
        new("named-twice", 422, "The lead and the owner accept either an id or an external id, not both.");
    public static readonly Refusal OutcomeMissing =
        new("outcome-missing", 422, "A closing time or a reason needs an outcome: won or lost.");
    public static readonly Refusal NotClosed =
        new("opportunity-not-closed", 409, "The opportunity is open. Only a won or lost opportunity can be corrected or opened again.");
    public static readonly Refusal AmountFollowsLines =
        new("amount-follows-lines", 409, "The opportunity has lines, and its amount follows them. Change the lines instead.");

    public static readonly Refusal OutcomesWrong =
        new("pipeline-outcomes-wrong", 422, "A pipeline needs exactly one won stage, exactly one lost stage, and at least one open stage.");
    public static readonly Refusal StageNamedTwice = new("stage-named-twice", 422, "A pipeline lists each stage once.");
    public static readonly Refusal StageKindFixed =
        new("stage-kind-fixed", 422, "The kind of a stage cannot change, because past opportunities ended in it or passed through it.");
    public static readonly Refusal StageProbabilityWrong =
        new("stage-probability-wrong", 422,
            "The probability is 1 for the won stage, 0 for the lost stage, and from 0 to 1 with at most four decimals for an open stage.");
    public static readonly Refusal StageForecastWrong =
        new("stage-forecast-wrong", 422,
            "The forecast category is `closed` for the won stage, `omitted` for the lost stage, and any other than `closed` for an "
                + "open stage.");
    public static readonly Refusal StageAgeWrong = new("stage-age-wrong", 422, "Only an open stage can have a maximum age.");
    public static readonly Refusal CompetitorNeedsLoss =
        new("competitor-needs-loss", 422, "Only a lost opportunity can name the competitor that won.");
    public static readonly Refusal ForecastNeedsOutcome =
        new("forecast-needs-outcome", 422, "An open opportunity cannot have the forecast category `closed`. Win it instead.");

    private static readonly Refusal PipelineNotFound = new("pipeline-not-found", 422, "The pipeline does not exist.");
    private static readonly Refusal CloseDateOutOfRange =
        new("close-date-out-of-range", 422, "The expected close date is outside the accepted range.");
    private static readonly Refusal NotAccepted = new("lead-not-accepted", 409, "A new opportunity needs a lead that Sales has accepted.");
    private static readonly Refusal Retired = new("stage-retired", 422, "The stage is retired and accepts no opportunities.");
    private static readonly Refusal NotInPipeline = new("stage-not-in-pipeline", 422, "The pipeline does not have this stage.");
    private static readonly Refusal NeedsOutcome =
        new("stage-needs-outcome", 422, "A won or lost stage cannot be set directly. Win or lose the opportunity with a reason instead.");
    private static readonly Refusal Closed = new("opportunity-already-closed", 409, "The opportunity is closed.");
    private static readonly Refusal Before = new("before-creation", 422, "The time is before the opportunity was created.");

    public static Refusal LeadNotAccepted(Handoff handoff) => NotAccepted.Because(handoff.Status == HandoffStatus.Pending
        ? "The lead's handoff is pending. Accept it and convert it, or leave the lead out."
        : $"The lead's handoff was {Lower(handoff.Status)}. Leave the lead out, or wait until Marketing hands it over again.");

    public static Refusal PipelineNotDefined(string code, IEnumerable<string> defined) => PipelineNotFound.Because(
        $"`pipeline` is '{code}', which is not defined. The pipelines are: {string.Join(", ", defined.Order(StringComparer.Ordinal))}.");

    public static Refusal StageNotInPipeline(string stage, string pipeline) =>
        NotInPipeline.Because($"`stage` is '{stage}', which pipeline '{pipeline}' does not have.");

    public static Refusal StageNotInPipeline(string stage, SalesPipeline pipeline) => NotInPipeline.Because(
        $"`stage` is '{stage}', which pipeline '{pipeline.Code}' does not have. "
        + $"Its stages are: {string.Join(", ", pipeline.InUse.OrderBy(known => known.Order).Select(known => known.Code))}.");

    public static Refusal StageNeedsOutcome(string stage) => NeedsOutcome.Because($"`stage` is '{stage}', which is a won or lost stage.");

    public static Refusal StageRetired(string stage) => Retired.Because($"`stage` is '{stage}', which is retired.");

    public static Refusal OwnerNotKnown(string owner) =>
        TeamRefusals.OwnerNotFound.Because($"No representative has the id or external id '{owner}'.");

    public static Refusal AlreadyClosed(Opportunity opportunity) => Closed.Because(
        $"The opportunity was {Lower(opportunity.Status)} at {opportunity.ClosedAt:yyyy-MM-dd'T'HH:mm:ss'Z'}, with the reason "
            + $"'{opportunity.Reason}'. A caller with the permission '{SalesPermissions.Correct}' can correct it or open it again.");

    public static Refusal BeforeCreation(Opportunity opportunity, DateTimeOffset at) => Before.Because(
        $"The given time is {at:O}. The opportunity was created at {opportunity.CreatedAt:O}.");

    public static Result CheckCloseDate(DateOnly expectedCloseDate, DateTimeOffset now)
    {
        var (first, last) = (new DateOnly(1990, 1, 1), DateOnly.FromDateTime(now.UtcDateTime).AddYears(50));
        return expectedCloseDate < first || expectedCloseDate > last
            ? CloseDateOutOfRange.Because(
                $"`expectedCloseDate` is {expectedCloseDate:yyyy-MM-dd}. Accepted are dates from {first:yyyy-MM-dd} to {last:yyyy-MM-dd}.")
            : Result.Done;
    }

    private static string Lower<TState>(TState state) where TState : struct, Enum => state.ToString().ToLowerInvariant();
}
