using Funnel.ServiceDefaults;

namespace Funnel.Marketing.Leads;

internal static class LeadRefusals
{
    public static readonly Refusal NotFound = new("lead-not-found", 404, "The lead does not exist.");
    public static readonly Refusal IdentityMissing =
        new("identity-missing", 422, "A person needs at least one of `email`, `externalId` and `phone`.");
    public static readonly Refusal EmailInvalid = new("email-invalid", 422, "The email address is not valid.");
    public static readonly Refusal PhoneInvalid = new("phone-invalid", 422, "The phone number is not valid.");
    public static readonly Refusal IdentityConflict =
        new("identity-conflict", 409, "The email and the external id belong to different people.");
    public static readonly Refusal AlreadyQualified = new("already-qualified", 409, "The lead is already qualified in this cycle.");
    public static readonly Refusal AlreadyInDeal = new("already-in-deal", 409, "The lead already has an opportunity.");
    public static readonly Refusal NotYet = new("not-yet", 409, "The return date of the lead is in the future.");
}
