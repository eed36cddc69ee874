using Funnel.ServiceDefaults;

namespace Funnel.Marketing.Touches;

internal static class TouchRefusals
{
    public static readonly Refusal KindUnknown = new("touch-kind-unknown", 422, "A touch is of a known kind.");
    public static readonly Refusal WhoseUnclear = new("touch-lead-missing", 422, "Name the person by exactly one of leadId, externalLeadId and email.");
    public static readonly Refusal LeadUnknown = new("touch-lead-unknown", 422, "There is no such lead.");
    public static readonly Refusal IdTaken = new("touch-id-taken", 409, "Another person's touch has this id.");
    public static readonly Refusal NotFound = new("touch-not-found", 404, "There is no such touch.");
}
