using Funnel.ServiceDefaults;

namespace Funnel.Sales.Referrals;

internal static class ReferralRefusals
{
    public static readonly Refusal NotFound = new("referral-not-found", 404, "The referral does not exist.");

    private static readonly Refusal Linked = new("referral-linked", 409, "The referral is linked to another opportunity.");
    private static readonly Refusal NoOpportunity = new("opportunity-not-found", 422, "The opportunity does not exist.");
    private static readonly Refusal Taken = new("opportunity-of-another-referral", 409, "The opportunity is linked to another referral.");
    private static readonly Refusal Own = new("referral-of-itself", 422, "The opportunity belongs to the customer who made the referral.");

    public static Refusal LinkedTo(Guid opportunity) =>
        Linked.Because($"It is linked to opportunity '{opportunity}'. A link is not changed.");

    public static Refusal OpportunityNotFound(Guid opportunity) =>
        NoOpportunity.Because($"`opportunityId` is '{opportunity}', which is not an opportunity's id.");

    public static Refusal OpportunityTaken(Guid opportunity) =>
        Taken.Because($"`opportunityId` is '{opportunity}'. An opportunity comes from one referral.");

    public static Refusal OfItself(Guid opportunity) =>
        Own.Because(
            $"`opportunityId` is '{opportunity}', an opportunity of the customer's own account. A customer refers other companies.");
}
