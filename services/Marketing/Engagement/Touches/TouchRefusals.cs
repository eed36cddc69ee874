using Funnel.ServiceDefaults;

namespace Funnel.Marketing.Touches;

internal static class TouchRefusals
{
    public static readonly Refusal KindUnknown = new("touch-kind-unknown", 422, "The kind of the touch is unknown.");
    public static readonly Refusal LeadMissing =
        new("touch-lead-missing", 422, "The touch needs exactly one of `leadId`, `externalLeadId` and `email`.");
    public static readonly Refusal LeadUnknown = new("touch-lead-unknown", 422, "The lead of the touch does not exist.");
    public static readonly Refusal IdTaken = new("touch-id-taken", 409, "A touch of another lead has this id.");
    public static readonly Refusal NotFound = new("touch-not-found", 404, "The touch does not exist.");
}
