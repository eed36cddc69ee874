using Funnel.ServiceDefaults;

namespace Funnel.Sales.Surveys;

internal static class SurveyRefusals
{
    public static readonly Refusal NotFound = new("survey-not-found", 404, "There is no such survey.");
    public static readonly Refusal LinkInvalid = new("survey-link-invalid", 404, "The link is none of ours, or was changed.");
    public static readonly Refusal Expired = new("survey-expired", 410, "The survey is over.");
    public static readonly Refusal Answered = new("survey-already-answered", 409, "The survey was answered already; thank you.");
    public static readonly Refusal NotAnswered = new("survey-not-answered", 409, "The survey has no answer that could be acted on.");
    public static readonly Refusal CommentUnreadable = new("survey-comment-unreadable", 422, "The comment holds what is no text.");
    public static readonly Refusal ContactElsewhere = new("contact-not-at-customer", 422, "The customer's account has no such contact.");
    public static readonly Refusal PeriodUpsideDown = new("survey-period-upside-down", 422, "A period ends on its first day or later.");
}
