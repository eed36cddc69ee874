using Funnel.ServiceDefaults;

namespace Funnel.Marketing.Scoring;

internal static class ScoringRefusals
{
    public static readonly Refusal NotFound = new("rule-set-not-found", 404, "There is no such version of the rules.");
    public static readonly Refusal RuleTwice = new("rule-key-twice", 422, "Each rule of a set has a key of its own.");
    public static readonly Refusal RuleInvalid = new("rule-invalid", 422, "A rule cannot be understood.");
    public static readonly Refusal AlreadyPublished = new("rule-set-published", 409, "The version is published and never changes.");
    public static readonly Refusal Superseded = new("rule-set-superseded", 409, "A later version is in effect.");
    public static readonly Refusal MomentOutOfRange = new("at-out-of-range", 400, "A score is computed for a moment between 1990 and 2100.");
}
