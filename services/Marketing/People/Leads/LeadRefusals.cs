using Funnel.ServiceDefaults;

namespace Funnel.Marketing.Leads;

internal static class LeadRefusals
{
    public static readonly Refusal NotFound = new("lead-not-found", 404, "There is no such lead.");
    public static readonly Refusal IdentityMissing = new("identity-missing", 422, "A person needs an email, an externalId or a phone.");
    public static readonly Refusal EmailInvalid = new("email-invalid", 422, "The email is no address.");
    public static readonly Refusal PhoneInvalid = new("phone-invalid", 422, "The phone is no telephone number.");
    public static readonly Refusal IdentityConflict = new("identity-conflict", 409, "The email and the externalId do not belong to the same person.");
    public static readonly Refusal AlreadyQualified = new("already-qualified", 409, "The lead was handed over in this cycle.");
    public static readonly Refusal AlreadyInDeal = new("already-in-deal", 409, "The lead is in a deal already.");
    public static readonly Refusal NotYet = new("not-yet", 409, "The lead may not be handed over before its return date.");
}
