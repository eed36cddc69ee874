using Funnel.ServiceDefaults;

namespace Funnel.Marketing.Scoring;

internal static class ScoringRefusals
{
    public static readonly Refusal NotFound = new("rule-set-not-found", 404, "The version of the scoring rules does not exist.");
    public static readonly Refusal RuleTwice = new("rule-key-twice", 422, "Two rules have the same key.");
    public static readonly Refusal RuleInvalid = new("rule-invalid", 422, "A rule is not valid.");
    public static readonly Refusal AlreadyPublished = new("rule-set-published", 409, "The version is already published.");
    public static readonly Refusal Superseded = new("rule-set-superseded", 409, "A later version is published.");
    public static readonly Refusal MomentOutOfRange =
        new("at-out-of-range", 400, "The time of the score is outside the accepted range: 1990 to 2100.");
}
