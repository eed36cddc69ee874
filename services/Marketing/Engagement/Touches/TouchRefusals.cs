using Funnel.ServiceDefaults;

namespace Funnel.Marketing.Touches;

internal static class TouchRefusals
{
    public static readonly Refusal KindUnknown = new("touch-kind-unknown", 422, "`kind` is not a known kind of touch.");
    public static readonly Refusal LeadMissing =
        new("touch-lead-missing", 422, "A touch needs exactly one of `leadId`, `externalLeadId` and `email`.");
    public static readonly Refusal LeadUnknown = new("touch-lead-unknown", 422, "The lead of the touch does not exist.");
    public static readonly Refusal IdTaken = new("touch-id-taken", 409, "The id belongs to a touch of another lead.");
    public static readonly Refusal NotFound = new("touch-not-found", 404, "The touch does not exist.");
}
