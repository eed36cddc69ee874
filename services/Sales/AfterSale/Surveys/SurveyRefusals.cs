using Funnel.ServiceDefaults;

namespace Funnel.Sales.Surveys;

internal static class SurveyRefusals
{
    public static readonly Refusal NotFound = new("survey-not-found", 404, "The survey does not exist.");
    public static readonly Refusal LinkInvalid = new("survey-link-invalid", 404, "The link is not valid.",
        "Check that the link was copied completely.");

    public static readonly Refusal NotAnswered = new("survey-not-answered", 409, "The survey has no answer yet.");
    public static readonly Refusal CommentUnreadable =
        new("survey-comment-unreadable", 422, "The comment contains a character that cannot be stored.",
        "`comment` contains the character U+0000. Remove it.");

    public static readonly Refusal NoScore = new("survey-score-missing", 422, "The answer has no score.",
        "`score` is missing or is not a whole number from 0 to 10. Go back and choose a score.");

    private static readonly Refusal CommentTooLong = new("survey-comment-too-long", 422, "The comment is too long.");
    private static readonly Refusal Expired = new("survey-expired", 410, "The survey has expired.");
    private static readonly Refusal Answered = new("survey-already-answered", 409, "The survey is already answered. Thank you.");
    private static readonly Refusal Elsewhere =
        new("contact-not-at-customer", 422, "The contact does not belong to the customer's account.");
    private static readonly Refusal Backwards = new("survey-period-upside-down", 422, "The period is not valid.");

    public static Refusal CommentIsTooLong(int length) => CommentTooLong.Because(
        $"`comment` has {length} characters. It may have at most {Survey.CommentLength}. Go back and shorten it.");

    public static Refusal HasExpired(DateTimeOffset at) => Expired.Because($"The link was valid until {at:O}.");

    public static Refusal AnsweredAlready(DateTimeOffset at) =>
        Answered.Because($"The answer was given at {at:O}. A survey is answered once.");

    public static Refusal NotAContact(Guid contact) =>
        Elsewhere.Because(
            $"`contactId` is '{contact}', which is not a contact of the customer's account. Link the contact to the account first.");

    public static Refusal PeriodNotValid(DateOnly from, DateOnly to) => Backwards.Because(
        $"`from` is {from:yyyy-MM-dd} and `to` is {to:yyyy-MM-dd}. `to` must not be before `from`, and both must be between 1990 "
            + "and 2099.");
}
